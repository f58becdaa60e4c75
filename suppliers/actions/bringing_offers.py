"""Which product of ours is which variant of a supplier's, as a file, out and in: one line a link."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.imports import Cells, Column, ImportKind, Plan, changed, refused, register
from core.jobs.rows import Doer
from core.models.imports import Outcome
from core.spreadsheet import Sheet
from inventory.models import Product
from suppliers.actions import mapping
from suppliers.interface import SupplierItem
from suppliers.models import SupplierAccount, SupplierProduct
from suppliers.models.offer import OfferState

HEADER = (
    "product", "sku", "title", "account", "their_product", "their_variant", "their_sku", "ratio", "rank", "state",
    "cost", "currency", "checked_at",
)  # fmt: skip
MOST_RATIO, MOST_RANK = 9_999, 99
STATES = (str(OfferState.CONFIRMED), str(OfferState.DISABLED))
ITEM_LIVES_SECONDS = 60.0
_Key = tuple[int, int, str]


def export_cells(keys: list[Any]) -> Iterator[list[Any]]:
    rows = SupplierProduct.objects.filter(pk__in=keys).select_related("product", "account").order_by("pk")
    for offer in rows.defer("product__description"):
        yield [
            offer.product_id,
            offer.product.sku,
            offer.product.title,
            offer.account.name,
            offer.external_product_id,
            offer.external_variant_id,
            offer.external_sku,
            offer.quantity_ratio,
            offer.rank,
            offer.state,
            offer.cost,
            offer.currency,
            offer.checked_at.isoformat() if offer.checked_at else "",
        ]


@dataclass(frozen=True)
class Asked:
    """What a supplier said of a product: `at` is on this process's clock, for letting it go."""

    key: tuple[int, str]
    item: SupplierItem
    read_at: datetime
    at: float


class Offers(ImportKind):
    slug = "supplier-offers"
    title = gettext_lazy("Import supplier mappings")
    lead = gettext_lazy(
        "Each line says that a product of ours is a variant of a supplier's. A new link is made after the supplier was asked "
        "for the variant; a known one takes the line's ratio, rank and state."
    )
    permission = "suppliers.add_supplierproduct"
    back = "admin:suppliers_supplierproduct_changelist"
    columns = (
        Column("sku", gettext_lazy("SKU of our product; or its number under “product”"), "MAT-GREY-40"),
        Column("product", gettext_lazy("Number of our product, where SKUs are not unique"), ""),
        Column("account", gettext_lazy("Name of the account at the supplier"), "CJ main", is_required=True),
        Column("their_product", gettext_lazy("The supplier's product"), "1370", is_required=True),
        Column("their_variant", gettext_lazy("The supplier's variant"), "137011", is_required=True),
        Column("ratio", gettext_lazy("How many of theirs make one of ours"), "1"),
        Column("rank", gettext_lazy("1 is asked first; last where it is left out"), "1"),
        Column("state", "confirmed, disabled", "confirmed"),
    )

    def __init__(self) -> None:
        self._last: Asked | None = None

    def plan(self, sheet: Sheet, params: Mapping[str, str]) -> Iterator[Plan]:
        accounts = {account.name: account for account in SupplierAccount.objects.all()}
        by_sku, titles = _products(sheet)
        offers, ranks = _offers(set(titles))
        for row in sheet.rows:
            cells = Cells(row)
            product = _product(cells, by_sku, titles)
            account = accounts.get(cells.text("account", 100, is_required=True))
            if account is None and cells.has("account"):
                cells.problem("account", _("There is no supplier account of this name."))
            values: dict[str, Any] = {
                "product": product,
                "account": account.pk if account else None,
                "their_product": cells.text("their_product", 64, is_required=True),
                "their_variant": cells.text("their_variant", 64, is_required=True),
                "ratio": cells.whole("ratio", least=1, most=MOST_RATIO, default=0),
                "rank": cells.whole("rank", least=1, most=MOST_RANK, default=0),
                "state": cells.choice("state", STATES, ""),
            }
            name = titles.get(product or 0, cells.text("sku", 120))
            offer = None
            if product is not None and account is not None:
                offer = offers.get((product, account.pk, values["their_variant"]))
            _require_fit(cells, offer, values)
            if cells.problems:
                yield refused(row.number, name, cells.problems)
                continue
            target = f"{product}:{values['account']}:{values['their_variant']}"
            yield _plan(row.number, target, name, offer, values, ranks.get(product or 0, 0))

    def seen(self, values: Mapping[str, Any]) -> str:
        return _seen(_offer_of(values))

    def afresh(self) -> "Offers":
        return Offers()

    def fetch(self, values: Mapping[str, Any]) -> Any:
        """For a new link: their product and when it was read; lines of one product that follow one another share it."""
        if values["known"]:
            return None
        key = (values["account"], values["their_product"])
        last = self._last
        if last is None or last.key != key or time.monotonic() - last.at > ITEM_LIVES_SECONDS:
            read_at = timezone.now()
            item = mapping.item_of(SupplierAccount.objects.get(pk=key[0]), key[1])
            last = self._last = Asked(key, item, read_at, time.monotonic())
        return last

    def apply(self, values: Mapping[str, Any], doer: Doer, fetched: Any) -> None:
        rank = values["rank"] or None
        if values["known"]:
            _bring(_offer_of(values), values, rank, doer)
            return
        product = Product.objects.filter(pk=values["product"]).first()
        if product is None:
            raise ValueError("gone")
        mapping.link_item(
            product,
            SupplierAccount.objects.get(pk=values["account"]),
            fetched.item,
            values["their_variant"],
            read_at=fetched.read_at,
            ratio=values["ratio"] or 1,
            rank=rank,
            by=doer.name,
        )


def _bring(offer: SupplierProduct | None, values: Mapping[str, Any], rank: int | None, doer: Doer) -> None:
    if offer is None:
        raise ValueError("gone")
    if values["state"] == OfferState.DISABLED:
        if offer.state != OfferState.DISABLED:
            mapping.disable(offer, doer.name)
    elif values["state"] == OfferState.CONFIRMED:
        mapping.take_up_again(offer, values["ratio"] or offer.quantity_ratio, doer.name)
    elif values["ratio"]:
        mapping.set_ratio(offer, values["ratio"], doer.name)
    if rank is not None:
        mapping.set_rank(offer, rank, doer.name)


def _plan(
    number: int, target: str, name: str, offer: SupplierProduct | None, values: Mapping[str, Any], ranks: int
) -> Plan:
    kept = {**values, "known": offer is not None}
    if offer is None:
        new = {"their_variant": values["their_variant"], "ratio": values["ratio"] or 1, "rank": values["rank"] or ""}
        return Plan(number, target, name, Outcome.CREATED, kept, changed({}, new))
    rank = min(values["rank"], ranks)
    old = {"ratio": offer.quantity_ratio, "rank": offer.rank, "state": str(offer.state)}
    new = {
        "ratio": values["ratio"] or offer.quantity_ratio,
        "rank": rank or offer.rank,
        "state": values["state"] or str(offer.state),
    }
    changes = changed(old, new)
    outcome = Outcome.CHANGED if changes else Outcome.SAME
    return Plan(number, target, name, outcome, kept, changes, seen=_seen(offer))


def _require_fit(cells: Cells, offer: SupplierProduct | None, values: Mapping[str, Any]) -> None:
    if offer is None and values["state"] == OfferState.DISABLED:
        cells.problem("state", _("Only a known link can be disabled."))
    if offer is not None and offer.state == OfferState.GONE and values["state"] == OfferState.CONFIRMED:
        cells.problem("state", _("The supplier does not have it any more."))
    if offer is not None and offer.external_product_id != values["their_product"]:
        cells.problem("their_product", _("This variant is linked as one of another product of theirs."))


def _products(sheet: Sheet) -> tuple[dict[str, list[int]], dict[int, str]]:
    """Our products that the file names: their keys by SKU, and their titles by key."""
    skus = {row.cells.get("sku", "") for row in sheet.rows} - {""}
    keys = {int(text) for row in sheet.rows if (text := row.cells.get("product", "")).isdecimal() and len(text) < 19}  # noqa: PLR2004
    by_sku: dict[str, list[int]] = {}
    titles: dict[int, str] = {}
    for chunk in _chunks(sorted(skus)):
        for key, sku, title in Product.objects.filter(sku__in=chunk).values_list("pk", "sku", "title"):
            by_sku.setdefault(sku, []).append(key)
            titles[key] = title
    for numbers in _chunks(sorted(keys)):
        titles.update(Product.objects.filter(pk__in=numbers).values_list("pk", "title"))
    return by_sku, titles


def _product(cells: Cells, by_sku: Mapping[str, list[int]], titles: Mapping[int, str]) -> int | None:
    number, sku = cells.row.cells.get("product", ""), cells.row.cells.get("sku", "")
    if number:
        if number.isdecimal() and int(number) in titles:
            return int(number)
        cells.problem("product", _("There is no product of ours with this number."))
        return None
    found = by_sku.get(sku, [])
    if len(found) == 1:
        return found[0]
    if not sku:
        cells.problem("sku", _("It is missing."))
    elif found:
        cells.problem("sku", _("Several products of ours have this SKU: give the number under “product”."))
    else:
        cells.problem("sku", _("There is no product of ours with this SKU."))
    return None


def _offers(products: Iterable[int]) -> tuple[dict[_Key, SupplierProduct], dict[int, int]]:
    """The known links of these products, and how many each has."""
    found: dict[_Key, SupplierProduct] = {}
    number: dict[int, int] = {}
    for chunk in _chunks(sorted(products)):
        for offer in SupplierProduct.objects.filter(product__in=chunk):
            found[offer.product_id, offer.account_id, offer.external_variant_id] = offer
            number[offer.product_id] = number.get(offer.product_id, 0) + 1
    return found, number


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    return (values[start : start + 500] for start in range(0, len(values), 500))


def _offer_of(values: Mapping[str, Any]) -> SupplierProduct | None:
    rows = SupplierProduct.objects.select_related("account", "product").filter(
        product=values["product"], account=values["account"], external_variant_id=values["their_variant"]
    )
    return rows.first()


def _seen(offer: SupplierProduct | None) -> str:
    """Without the rank: the lines before it in the same file may have moved it."""
    return "" if offer is None else f"{offer.pk}|{offer.quantity_ratio}|{offer.state}|{offer.external_product_id}"


register(Offers())
