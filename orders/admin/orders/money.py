"""The money of one order: the sum behind its profit."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.admin.badges import money_text, profit_badge
from orders.models import Order

MONEY_WORDS: dict[str, Any] = {
    "paid": gettext_lazy("Paid by the customer"),
    "tax": gettext_lazy("Tax in it"),
    "refunded": gettext_lazy("Refunded"),
    "fee": gettext_lazy("Fee of the shop"),
    "not_bought": gettext_lazy("Not bought yet, earns nothing yet"),
    "goods": gettext_lazy("Goods"),
    "freight": gettext_lazy("Freight"),
}
MONEY_PROBLEMS: dict[str, Any] = {
    "no_total": gettext_lazy("The total of the order is not known."),
    "no_exchange_rate": gettext_lazy("An exchange rate is missing: set EXCHANGE_RATES, then route again."),
    "no_cost": gettext_lazy("The supplier has not said what something costs."),
}


def _decimal(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None


def sum_of(order: Order) -> dict[str, Any]:
    """The sum behind the profit, line by line with its source; empty before the first purchase was drafted."""
    currency = str(order.money.get("currency") or order.currency)
    rows = []
    for line in order.money.get("lines", []):
        amount = _decimal(line.get("amount"))
        source = ""
        if line.get("original"):
            source = money_text(_decimal(line["original"]), line.get("original_currency", ""))
            if line.get("rate"):
                source = _("%(amount)s at %(rate)s") % {"amount": source, "rate": line["rate"]}
        rows.append(
            {
                "words": MONEY_WORDS.get(line.get("code", ""), line.get("code", "")),
                "about": line.get("about", ""),
                "source": source,
                "amount": money_text(amount, currency) if amount is not None else _("not known"),
            }
        )
    return {
        "rows": rows,
        "profit": profit_badge(order),
        "problems": [str(MONEY_PROBLEMS.get(code, code)) for code in order.money.get("problems", [])],
    }
