"""What the product pipeline asks of a database. Every method is one statement, or a fixed few, however many rows."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import datetime

from inventory.sync.rows import CurrentProduct, Issue, ItemPlan, SoldValues


class CatalogueStorage(ABC):
    """Works on Django's own connection of the calling thread, inside whatever transaction the caller has opened.

    `writers` is how many threads may usefully write at the same time.
    """

    writers: int = 1

    @abstractmethod
    def lookup(self, external_ids: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        """The rows we have of these, as the fields of `Known`. The hash of a row that is missing, gone or in error is given as b""."""

    @abstractmethod
    def current(self, product_ids: Sequence[int]) -> dict[int, CurrentProduct]:
        """Products and external rows as they stand, by product key."""

    @abstractmethod
    def sku_owners(self, skus: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        """For each SKU the known items that carry it, as (partner's id, product key)."""

    @abstractmethod
    def write(self, plans: Sequence[ItemPlan], run_id: int, now: datetime) -> list[int]:
        """Carry out the plans: new rows, direct changes, staged changes, history. Returns the new products' keys."""

    @abstractmethod
    def write_issues(self, issues: Sequence[Issue], run_id: int, now: datetime) -> None: ...

    @abstractmethod
    def mark_errors(self, product_ids: Sequence[int], now: datetime) -> None:
        """Their last item could not be read: status `error`, no longer missing. Rows that say so already stay untouched."""

    @abstractmethod
    def apply_values(self, rows: Sequence[SoldValues], now: datetime) -> None:
        """Write the values that wait for the guard."""

    @abstractmethod
    def move_fingerprints(self, rows: Sequence[tuple[int, bytes]]) -> None:
        """(product key, hash): the item's values were all taken over."""

    @abstractmethod
    def check_constraints_now(self) -> None:
        """Make foreign keys bite at the statement and not at the commit, until the transaction ends."""

    @abstractmethod
    def verify(self) -> None:
        """Raise IntegrityError for rows just written that a later commit would refuse (after `check_constraints_now`)."""

    @abstractmethod
    def known_count(self) -> int:
        """How many external rows are not gone."""

    @abstractmethod
    def known_keys(self, batch: int) -> Iterator[list[int]]:
        """The product keys of all external rows that are not gone, in order, in lists of at most `batch`."""

    @abstractmethod
    def is_empty(self) -> bool:
        """True when no external product is known at all."""
