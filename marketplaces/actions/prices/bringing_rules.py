"""Price rules as a file, out and in: one line a rule, known by its name."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.imports import Cells, Column, ImportKind, Plan, changed, refused, register
from core.jobs.rows import Doer
from core.models.imports import Outcome
from core.spreadsheet import Sheet
from marketplaces.actions.prices.rules import write_rule
from marketplaces.models import PriceRule
from marketplaces.models.rules import Rounding

HUNDRED = Decimal(100)
NUMBERS: dict[str, tuple[Decimal, Decimal]] = {
    "percent": (Decimal(-99), Decimal("99999.99")),
    "fixed": (Decimal(-9_999_999), Decimal("9999999999.99")),
    "fee_percent": (Decimal(0), Decimal("99.99")),
    "fee_fixed": (Decimal(0), Decimal("9999999999.99")),
    "least_margin_percent": (Decimal(0), Decimal("99.99")),
}
HEADER = ("name", "percent", "fixed", "rounding", "fee_percent", "fee_fixed", "least_margin_percent", "rates")


def export_cells(keys: list[Any]) -> Iterator[list[Any]]:
    for rule in PriceRule.objects.filter(pk__in=keys).order_by("pk"):
        written = _written(rule)
        yield [
            rule.name,
            *(getattr(rule, name) if name in NUMBERS else written[name] for name in HEADER[1:]),
        ]


class PriceRules(ImportKind):
    slug = "price-rules"
    title = gettext_lazy("Import price rules")
    lead = gettext_lazy("A rule whose name is known is changed, any other is made. Columns that are left out stay.")
    permission = "marketplaces.change_pricerule"
    back = "admin:marketplaces_pricerule_changelist"
    columns = (
        Column("name", gettext_lazy("The rule's name"), "Germany, 15 %", is_required=True),
        Column("percent", gettext_lazy("On top of our price, in per cent"), "15"),
        Column("fixed", gettext_lazy("And a fixed amount, in the shop's currency"), "1.50"),
        Column("rounding", "none, 99, 95, whole", "99"),
        Column("fee_percent", gettext_lazy("The marketplace's fee, in per cent"), "12.8"),
        Column("fee_fixed", gettext_lazy("And a fixed fee"), "0.35"),
        Column("least_margin_percent", gettext_lazy("What must be left of the price, in per cent"), "10"),
        Column("rates", gettext_lazy("Units of the shop's currency for one of another"), "USD=0.92; GBP=1.17"),
    )

    def plan(self, sheet: Sheet, params: Mapping[str, str]) -> Iterator[Plan]:
        known = {rule.name: rule for rule in PriceRule.objects.all()}
        for row in sheet.rows:
            cells = Cells(row)
            name = cells.text("name", 100, is_required=True)
            rule = known.get(name)
            before = _written(rule) if rule else _written(PriceRule())
            values = {column: read for column in HEADER[1:] if (read := _read(cells, column)) is not None}
            self._require_remainder(cells, {**before, **values})
            if cells.problems:
                yield refused(row.number, name, cells.problems)
                continue
            changes = changed(before if rule else {}, values)
            outcome = Outcome.CREATED if rule is None else Outcome.CHANGED if changes else Outcome.SAME
            yield Plan(row.number, name, name, outcome, {"name": name, **values}, changes, seen=_seen(rule))

    def seen(self, values: Mapping[str, Any]) -> str:
        return _seen(PriceRule.objects.filter(name=values["name"]).first())

    def apply(self, values: Mapping[str, Any], doer: Doer, fetched: Any) -> None:
        given = {name: value for name, value in values.items() if name != "name"}
        for name in NUMBERS.keys() & given.keys():
            given[name] = Decimal(given[name])
        if "rates" in given:
            given["rates"] = dict(_rates(given["rates"]))
        write_rule(values["name"], given, doer.name)

    def _require_remainder(self, cells: Cells, values: Mapping[str, str]) -> None:
        if Decimal(values["fee_percent"]) + Decimal(values["least_margin_percent"]) >= HUNDRED:
            cells.problem("least_margin_percent", _("Fees and least margin together leave nothing of the price."))


def _read(cells: Cells, column: str) -> str | None:
    """The cell as it is kept on the way; None where the file does not say."""
    if not cells.has(column):
        return None
    if column in NUMBERS:
        least, most = NUMBERS[column]
        return f"{cells.number(column, least=least, most=most, places=2):f}"
    if column == "rounding":
        return cells.choice(column, tuple(Rounding.values), Rounding.NONE)
    text = cells.text(column, 2_000)
    try:
        return _rates_text(dict(_rates(text)))
    except (ValueError, InvalidOperation):
        cells.problem(column, _("Write rates such as “USD=0.92; GBP=1.17”."))
        return None


def _rates(text: str) -> Iterator[tuple[str, str]]:
    for part in text.replace("\n", ";").split(";"):
        if not part.strip():
            continue
        currency, equals, number = (each.strip() for each in part.partition("="))
        rate = Decimal(number.replace(",", "."))
        fits = len(currency) == 3 and currency.isascii() and currency.isalpha()  # noqa: PLR2004 - ISO 4217
        if not (equals and fits and rate.is_finite() and rate > 0):
            raise ValueError(part)
        yield currency.upper(), f"{rate.normalize():f}"


def _rates_text(rates: Mapping[str, str]) -> str:
    return "; ".join(f"{currency}={rate}" for currency, rate in sorted(rates.items()))


def _written(rule: PriceRule) -> dict[str, str]:
    numbers = {name: f"{Decimal(getattr(rule, name)).quantize(Decimal('0.01')):f}" for name in NUMBERS}
    return {**numbers, "rounding": str(rule.rounding), "rates": _rates_text(rule.rates)}


def _seen(rule: PriceRule | None) -> str:
    return "" if rule is None else repr(sorted(_written(rule).items()))


register(PriceRules())
