"""How a destination or an upgrade travels: a carrier with its class of mail, or days; exactly one of the two."""

from typing import Any

from marketplaces.adapters.etsy.simulator.books.shipping import Carriage
from marketplaces.adapters.etsy.simulator.calls import bad
from marketplaces.adapters.etsy.simulator.fields import Fields, text, whole

FORM: Fields = {
    "shipping_carrier_id": whole(0),
    "mail_class": text(),
    "min_delivery_days": whole(1, 45),
    "max_delivery_days": whole(1, 45),
}
CARRIERS = ("shipping_carrier_id", "mail_class")
DAYS = ("min_delivery_days", "max_delivery_days")


def carriage(body: dict[str, Any], before: Carriage | None = None) -> Carriage:
    """Zero and blanks count as values that were given. `before` is what stays where nothing is said."""
    by_carrier, by_days = any(name in body for name in CARRIERS), any(name in body for name in DAYS)
    if by_carrier and by_days:
        raise bad("You can't provide both a carrier and mail class and min/max delivery days")
    if by_carrier:
        if not (body.get("shipping_carrier_id") and body.get("mail_class")):
            raise bad("You must provide both shipping_carrier_id and mail_class")
        return Carriage(body["shipping_carrier_id"], body["mail_class"])
    if by_days:
        least, most = (body.get(name, getattr(before, name, None)) for name in DAYS)
        if least is None or most is None or least > most:
            raise bad("You must provide min_delivery_days and max_delivery_days, the first not above the second")
        return Carriage(None, None, least, most)
    if before is None:
        raise bad("You must provide either a carrier and mail class or min/max delivery days")
    return before
