"""Where a list goes on, and when a list that never ends is given up. Pure."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from inventory.source.errors import InventoryAPIError
from inventory.source.interface import RawPage

MOST_EMPTY_PAGES = 5
MOST_REPEATS = 2
# How a link mostly looks: nothing in its query to be unquoted.
_PLAIN_LINK = re.compile(r"[^?#]*\?page=([0-9]{1,9})(?:&page_size=[0-9]*)?(?:&site_id=[0-9]*)?")


def next_page(link: Any, number: int) -> int | None:
    """The page after `number`, from the answer's `next`; None at the end.

    Only the `page` query of a link is used, never its host or path: behind a proxy it often names an inner host, and
    our key must not go anywhere else. Pages are counted one by one, so that none is skipped; a link that does not lead
    forward is an InventoryAPIError `paging_loop`.
    """
    if link is None or link == "":
        return None
    page = link if isinstance(link, int) and not isinstance(link, bool) else _page_of(link)
    if page is None:
        raise loop(f"the link to the next page after {number} names no page")
    if page <= number:
        raise loop(f"page {number} names page {page} as the next one")
    return number + 1


def _page_of(link: Any) -> int | None:
    if not isinstance(link, str):
        return None
    if plain := _PLAIN_LINK.fullmatch(link):
        return int(plain[1])
    try:
        values = parse_qs(urlsplit(link).query).get("page", [])
    except ValueError:
        return None
    digits = values[-1] if values else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None  # noqa: PLR2004 - 9 digits


class PageGuard:
    """Watches the pages of one run in order; InventoryAPIError when the list cannot be a list.

    `paging_loop`: the same rows again and again, or nothing but empty pages. `page_ceiling`: more than `max_pages`.
    """

    def __init__(self, max_pages: int) -> None:
        self._max_pages = max_pages
        self._empty = 0
        self._repeats = 0
        self._last: tuple[bytes, ...] = ()

    def see(self, page: RawPage) -> None:
        if page.number > self._max_pages or (page.number == self._max_pages and page.next_page is not None):
            raise InventoryAPIError(f"the list goes on after page {self._max_pages}", code="page_ceiling")
        self._empty = 0 if page.items or page.next_page is None else self._empty + 1
        if self._empty >= MOST_EMPTY_PAGES:
            raise loop(f"{self._empty} empty pages in a row, and still a next one")
        edges = _edges(page.items)
        # Rows move between pages while we read, but never a whole page twice over.
        self._repeats = self._repeats + 1 if edges and edges == self._last else 0
        self._last = edges
        if self._repeats >= MOST_REPEATS:
            raise loop(f"page {page.number} holds the same rows as the pages before it")


def _edges(items: list[msgspec.Raw]) -> tuple[bytes, ...]:
    return (bytes(items[0]), bytes(items[-1]), len(items).to_bytes(4, "big")) if items else ()


def loop(cause: str) -> InventoryAPIError:
    return InventoryAPIError(f"pagination loop: {cause}", code="paging_loop")
