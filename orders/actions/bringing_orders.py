"""Orders brought as a file: sold by telephone or in a shop that is not connected. One line of the file is one order line;
lines of one number are one order.

Each goes the way of an order that a program tells of: routed, proposed, and bought once somebody has approved it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.imports import Cells, Column, ImportKind, Plan, refused, register
from core.jobs.rows import Doer
from core.models.imports import Outcome
from core.spreadsheet import Sheet, SheetRow
from orders.intake.lines import Named, products_for
from orders.intake.taking import MOST_MONEY, ReferenceTaken, take_request
from orders.models import Order

CHANNEL = "file"  # where the file does not say it
MOST_LINES, MOST_UNITS = 200, 100_000
MOST_PRICE = Decimal(999999999)
COUNTRY, CURRENCY = 2, 3
ADDRESS = {
    "name": 200, "company": 200, "address1": 255, "address2": 255, "city": 120, "province": 120, "postal_code": 20,
    "phone": 50,
}  # fmt: skip
MUST = ("name", "address1", "city")
_Key = tuple[str, str]


class Orders(ImportKind):
    slug = "orders"
    title = gettext_lazy("Import orders")
    lead = gettext_lazy(
        "Orders that are sold and paid elsewhere: by telephone, or in a shop that is not connected. Nothing is bought before "
        "somebody approves it; an order that is here already is left alone."
    )
    permission = "orders.add_order"
    back = "admin:orders_order_changelist"
    is_private = True
    columns = (
        Column("number", gettext_lazy("The order's number; lines with the same one are one order"), "T-1001", True),
        Column("sku", gettext_lazy("SKU of what was sold"), "MAT-GREY-40", True),
        Column("quantity", gettext_lazy("How many"), "2", True),
        Column("price", gettext_lazy("What the customer paid for one"), "19.90", True),
        Column("currency", gettext_lazy("Its currency, three letters"), "EUR", True),
        Column("name", gettext_lazy("Who gets the parcel; this and the address stand in an order's first line"), "J. Doe", True),
        Column("company", gettext_lazy("Company"), ""),
        Column("address1", gettext_lazy("Street and number"), "1 Example Street", True),
        Column("address2", gettext_lazy("Second line of the address"), ""),
        Column("postal_code", gettext_lazy("Postal code"), "10115"),
        Column("city", gettext_lazy("City"), "Berlin", True),
        Column("province", gettext_lazy("Province or region"), ""),
        Column("country", gettext_lazy("Country, two letters"), "DE", True),
        Column("email", gettext_lazy("E-mail of the customer, who is written to as always"), "j.doe@shop.example"),
        Column("phone", gettext_lazy("Telephone"), ""),
        Column("language", gettext_lazy("Language of the customer, two letters"), "de"),
        Column("placed_at", gettext_lazy("When it was sold; now where it is left out"), "2026-01-31 14:05"),
        Column("channel", gettext_lazy("Where it was sold, in a word"), "telephone"),
        Column("note", gettext_lazy("A note for staff; nothing about the customer"), ""),
    )  # fmt: skip

    def plan(self, sheet: Sheet, params: Mapping[str, str]) -> Iterator[Plan]:
        together: dict[_Key, list[SheetRow]] = {}
        for row in sheet.rows:
            channel = row.cells.get("channel", "")[:40].lower() or CHANNEL
            together.setdefault((channel, row.cells.get("number", "")[:120]), []).append(row)
        here = _known({number for _channel, number in together if number})
        skus = {row.cells.get("sku", "") for row in sheet.rows}
        known = {one.sku for one in products_for([Named("", sku) for sku in skus if sku], None)}
        now = timezone.now()
        for (channel, number), rows in together.items():
            yield _plan(channel, number, rows, here.get(number, []), known, now)

    def seen(self, values: Mapping[str, Any]) -> str:
        return "here" if _known([values["reference"]]) else ""

    def apply(self, values: Mapping[str, Any], doer: Doer, fetched: Any) -> None:
        data = {
            **values,
            "placed_at": datetime.fromisoformat(values["placed_at"]),
            "lines": [{**line, "price": Decimal(line["price"])} for line in values["lines"]],
        }
        try:
            take_request(None, data, by=doer.name, channel=values["channel"])
        except ReferenceTaken as error:
            raise ValueError("changed_since_seen") from error


def _plan(channel: str, number: str, rows: list[SheetRow], here: list[Order], known: set[str], now: datetime) -> Plan:
    cells = [Cells(row) for row in rows]
    first = cells[0]
    values = {"channel": channel, "reference": first.text("number", 120, is_required=True), **_head(first, now)}
    values["lines"] = [_line(each) for each in cells[:MOST_LINES]]
    if len(rows) > MOST_LINES:
        first.problem("number", _("An order has %(n)d lines at most.") % {"n": MOST_LINES})
    if len({each.row.cells.get("currency", "").upper() for each in cells}) > 1:
        first.problem("currency", _("All lines of an order are paid in one currency."))
    total = sum((Decimal(line["price"]) * line["quantity"] for line in values["lines"]), Decimal(0))
    problems = [problem for each in cells for problem in each.problems]
    if total > MOST_MONEY and not problems:
        problems = [("price", _("The lines add up to more than an order can hold."))]
    at, lines = rows[0].number, len(rows)
    if problems:
        return refused(at, number, problems, lines=lines)
    if here:
        return _known_already(at, number, lines, here, values)
    strange = sorted({line["sku"] for line in values["lines"]} - known)
    notes = [
        ("sku", _("“%(sku)s” is not known: the order waits until somebody maps it.") % {"sku": sku}) for sku in strange
    ]
    changes = {"total": ["", f"{total:.2f} {values['currency']}"]}
    target = f"{channel}:{number}"
    return Plan(at, target, number, Outcome.CREATED, values, changes, notes, lines=lines)


def _known_already(at: int, number: str, lines: int, here: list[Order], values: Mapping[str, Any]) -> Plan:
    """The same order again changes nothing. Another one of that number would be bought a second time: never unseen."""
    own = next((order for order in here if order.channel == values["channel"]), None)
    if own is not None and _as_sold(own) == _as_told(values):
        return Plan(at, f"{values['channel']}:{number}", number, Outcome.SAME, lines=lines)
    if own is not None:
        words = _("An order of this number is here, with other lines: change it on its page.")
    else:
        where = here[0].origin or "–"
        words = _("An order of this number is here already, from “%(where)s”: it would be bought twice.") % {
            "where": where
        }
    return refused(at, number, [("number", words)], lines=lines)


def _as_sold(order: Order) -> list[tuple[str, int, Decimal]]:
    return sorted((line.sku, line.quantity, line.unit_price or Decimal(0)) for line in order.lines.all())


def _as_told(values: Mapping[str, Any]) -> list[tuple[str, int, Decimal]]:
    return sorted((line["sku"], line["quantity"], Decimal(line["price"])) for line in values["lines"])


def _head(cells: Cells, now: datetime) -> dict[str, Any]:
    address = {name: cells.text(name, most, is_required=name in MUST) for name, most in ADDRESS.items()}
    address["country"] = _letters(cells, "country", COUNTRY)
    email = cells.text("email", 254)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            cells.problem("email", _("This is no e-mail address."))
    language = cells.text("language", 8).lower()
    return {
        "customer": {"name": address["name"], "email": email, "phone": address["phone"], "language": language},
        "shipping_address": address,
        "currency": _letters(cells, "currency", CURRENCY),
        "note": cells.text("note", 1_000),
        "placed_at": cells.moment("placed_at", now).isoformat(),
    }


def _letters(cells: Cells, column: str, number: int) -> str:
    text = cells.text(column, 20).upper()
    if not (len(text) == number and text.isascii() and text.isalpha()):
        cells.problem(column, _("%(n)d letters are wanted.") % {"n": number})
    return text


def _line(cells: Cells) -> dict[str, Any]:
    price = cells.number("price", least=Decimal(0), most=MOST_PRICE, places=4)
    return {
        "sku": cells.text("sku", 120, is_required=True),
        "quantity": cells.whole("quantity", least=1, most=MOST_UNITS),
        "price": f"{price:f}",
    }


def _known(numbers: Iterable[str]) -> dict[str, list[Order]]:
    """The orders that are here by these numbers, wherever they were sold."""
    found: dict[str, list[Order]] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), 400):
        some = wanted[start : start + 400]
        rows = Order.objects.filter(Q(number__in=some) | Q(reference__in=some))
        for order in rows.select_related("account", "client").prefetch_related("lines").defer("decision", "money"):
            for name in {order.number, order.reference} & set(some):
                found.setdefault(name, []).append(order)
    return found


register(Orders())
