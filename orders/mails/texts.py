"""What customers read: subject, text and HTML of a message about a real order, in their language.

The texts are the templates in `templates/emails/`; what they are given stands in `context_of`.
"""

import unicodedata
from email.utils import parseaddr
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import number_format

from core.money import Money
from orders.models import Order, Shipment
from orders.models.mails import MailEvent

PARCEL_EVENTS = (MailEvent.SHIPPED, MailEvent.IN_TRANSIT, MailEvent.DELAYED, MailEvent.DELIVERED)
SUBJECT_CHARACTERS = 150
_UNSEEN = {
    "Cc",
    "Cf",
    "Cs",
    "Zl",
    "Zp",
}  # control characters, marks that turn the direction of reading, halves of letters


class Mail(NamedTuple):
    subject: str
    text: str
    html: str


def render(order: Order, event: str, language: str, shipment: Shipment | None = None) -> Mail:
    """`event` is one of `MailEvent`. An event of a parcel without one takes the order's newest, as previews do.

    Raises ValueError for an event that there is none of.
    """
    name = MailEvent(event).value
    if shipment is None and event in PARCEL_EVENTS:
        shipment = order.shipments.order_by("-pk").first()
    with translation.override(language):
        context = context_of(order, shipment)
        subject, text, html = (
            render_to_string(f"emails/{name}{end}", context) for end in (".subject.txt", ".txt", ".html")
        )
    return Mail(plain(subject)[:SUBJECT_CHARACTERS], text.strip() + "\n", html)


def context_of(order: Order, shipment: Shipment | None) -> dict[str, Any]:
    """All that a template may name. Titles come from shops and suppliers and are text, never HTML."""
    customer = order.customer
    return {
        "shop": shop_name(order),
        "customer": plain(customer.name) if customer else "",
        "number": plain(str(order)),
        "lines": _lines_of_parcel(shipment) if shipment else _lines_of_order(order),
        "total": money_words(Money(order.total, order.currency)) if order.total is not None else "",
        "carrier": plain(shipment.carrier) if shipment else "",
        "tracking_number": plain(shipment.number) if shipment else "",
        "tracking_url": web_address(shipment.url) if shipment else "",
        "more_parcels": _has_more(order, shipment),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }


def language_of(order: Order) -> str:
    """The customer's where the hub speaks it, else the shop's, else the hub's own."""
    wanted = [order.customer.language if order.customer else "", order.account.mail_language if order.account else ""]
    known = dict(settings.LANGUAGES)
    spoken = (tag for name in wanted for tag in (name.lower(), name.lower().replace("_", "-").partition("-")[0]))
    return next((tag for tag in spoken if tag in known), settings.LANGUAGE_CODE)


def shop_name(order: Order) -> str:
    """As customers know it."""
    account = order.account
    name = (account.mail_name or account.name) if account else parseaddr(settings.EMAIL_FROM)[0]
    return plain(name)


def money_words(money: Money) -> str:
    amount = money.rounded().amount
    decimals = max(0, -int(amount.as_tuple().exponent))
    return f"{number_format(amount, decimals, use_l10n=True, force_grouping=True)} {money.currency}"


def web_address(url: str) -> str:
    """Only what a browser opens: a supplier's `javascript:` is no address."""
    return url if url.startswith(("https://", "http://")) else ""


def plain(text: str) -> str:
    """On one line, without what cannot be seen: it may end up in a header."""
    shown = "".join(" " if unicodedata.category(letter) in _UNSEEN else letter for letter in text)
    return " ".join(shown.split())


def _lines_of_order(order: Order) -> list[dict[str, Any]]:
    lines = order.lines.filter(owed__gt=0).order_by("position", "pk")
    return [_line(line.title, line.variant_title, line.sku, line.owed) for line in lines]


def _lines_of_parcel(shipment: Shipment) -> list[dict[str, Any]]:
    held = shipment.lines.select_related("order_line").order_by("order_line__position", "pk")
    return [
        _line(each.order_line.title, each.order_line.variant_title, each.order_line.sku, each.quantity) for each in held
    ]


def _line(title: str, variant: str, sku: str, quantity: int) -> dict[str, Any]:
    return {"title": plain(title) or plain(sku), "variant": plain(variant), "quantity": quantity}


def _has_more(order: Order, shipment: Shipment | None) -> bool:
    """Whether other goods of the order travel apart from this parcel."""
    if shipment is None:
        return False
    owed = sum(order.lines.filter(requires_shipping=True).values_list("owed", flat=True))
    held = sum(shipment.lines.values_list("quantity", flat=True))
    return 0 < held < owed
