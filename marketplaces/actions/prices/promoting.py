"""Promotions and ads of our listings: filed, unless an item would be sold under its floor.

Whoever may decide on prices can say that they want it all the same (`accept_below_floor`); the job keeps those words.
Promotions and ads are judged one by one: what two of them do to one item together is not reckoned.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.models import Job
from core.money import CurrencyMismatch, Money
from marketplaces.actions import performing
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.prices.margins import NOTHING_OFF, Margin, Off, margins
from marketplaces.models import Listing, MarketplaceAccount

ACCEPT = "accept_below_floor"
PER_SALE = "per_sale"
MOST_NAMED = 5
_ZERO = Decimal(0)
Values = Mapping[str, Any]


def start_promotion(
    account: MarketplaceAccount, name: str, values: Values, by: str, *, accepts_fee: bool = False
) -> Job:
    """`listings` (our keys) or `listing_ids` (theirs) are on offer. Raises NotPossible."""
    listings = _chosen(account, values)
    if not values.get(ACCEPT):
        _refuse_losses(account, listings, off_of(values["kind"], values), _ZERO)
    return performing.start(account, name, _with_numbers(values, listings), by, accepts_fee=accepts_fee)


def start_ads(account: MarketplaceAccount, name: str, values: Values, by: str, *, accepts_fee: bool = False) -> Job:
    """As `start_promotion`; without an `ad_rate` the campaign's counts, which costs a call. Raises PartnerError, too."""
    listings = _chosen(account, values)
    if not values.get(ACCEPT):
        campaign = performing.read(account, "read_campaign", {"campaign_id": values["campaign_id"]})
        _refuse_losses(account, listings, NOTHING_OFF, _rate_of(campaign, values.get("ad_rate")))
    return performing.start(account, name, _with_numbers(values, listings), by, accepts_fee=accepts_fee)


def start_campaign_change(
    account: MarketplaceAccount, name: str, values: Values, by: str, *, accepts_fee: bool = False
) -> Job:
    """A new `ad_rate` counts for all listings that are advertised in it. Raises NotPossible, PartnerError."""
    if values.get("ad_rate") and not values.get(ACCEPT):
        ads = performing.read(account, "list_ads", {"campaign_id": values["campaign_id"]})["ads"]
        listings = listings_of(account, [ad["listing_id"] for ad in ads])
        _refuse_losses(account, listings, NOTHING_OFF, Decimal(str(values["ad_rate"])))
    return performing.start(account, name, values, by, accepts_fee=accepts_fee)


def start_removal(account: MarketplaceAccount, name: str, values: Values, by: str, *, accepts_fee: bool = False) -> Job:
    """`listings` or `listing_ids` are advertised no more. Raises NotPossible."""
    return performing.start(account, name, _with_numbers(values, _chosen(account, values)), by, accepts_fee=accepts_fee)


def listings_of(account: MarketplaceAccount, remote_ids: Iterable[str]) -> list[Listing]:
    """Those of the shop's listings that we have."""
    wanted = [each for each in remote_ids if each]
    return list(Listing.objects.filter(account=account, remote_id__in=wanted).order_by("pk"))


def off_of(kind: str, values: Values) -> Off:
    """The worst that a promotion of this kind takes off an item."""
    tiers: Sequence[Values] = values.get("tiers") or [values]
    percent = max((Decimal(str(tier["percent"])) for tier in tiers if tier.get("percent")), default=_ZERO)
    amount = _money(values.get("amount_off"))
    if amount is None:
        return Off(percent)
    if kind == "sale":
        return Off(amount=amount)
    least = _money(values.get("min_amount"))
    if least is not None and least.amount > 0:
        return Off(amount.amount / least.amount * 100)
    return Off(order_amount=amount, order_quantity=int(values.get("min_quantity") or 1))


def off_of_told(told: Values) -> Off:
    """The same of a promotion as the marketplace tells it: each of its `tiers` may come to count."""
    found = [off_of(told["kind"], {**tier, "min_quantity": tier.get("quantity")}) for tier in told["tiers"]]
    whole = [each for each in found if each.amount is not None or each.order_amount is not None]
    return whole[0] if whole else max(found, key=lambda each: each.percent, default=NOTHING_OFF)


def _chosen(account: MarketplaceAccount, values: Values) -> list[Listing]:
    """Raises NotPossible for one that is not the shop's, or not there yet."""
    keys, numbers = list(values.get("listings") or ()), list(values.get("listing_ids") or ())
    mine = Listing.objects.filter(account=account).exclude(remote_id="")
    found = list((mine.filter(pk__in=keys) if keys else mine.filter(remote_id__in=numbers)).order_by("pk"))
    if not found or len(found) < len(set(keys or numbers)):
        raise NotPossible("no_such_listing", _("Not all of these listings are on sale in this shop."))
    return found


def _with_numbers(values: Values, listings: Sequence[Listing]) -> dict[str, Any]:
    rest = {name: value for name, value in values.items() if name != "listings"}
    return rest | {"listing_ids": [listing.remote_id for listing in listings]}


def _rate_of(campaign: Values, wanted: Any) -> Decimal:
    """Raises NotPossible where eBay sets the rate itself: then nobody knows what a sale will cost."""
    if campaign["paid"] != PER_SALE:
        return _ZERO
    rate = wanted or (campaign["ad_rate"] if campaign["is_rate_fixed"] else None)
    if not rate:
        raise NotPossible("ad_rate_unknown", _("The marketplace sets this campaign's rate: name one for these ads."))
    return Decimal(str(rate))


def _refuse_losses(account: MarketplaceAccount, listings: Sequence[Listing], off: Off, ad_rate: Decimal) -> None:
    try:
        below = [each for each in margins(account, listings, off, ad_rate) if each.is_below]
    except CurrencyMismatch as error:
        words = _("The shop sells in %(currency)s.") % {"currency": account.currency}
        raise NotPossible("wrong_currency", words) from error
    if below:
        raise NotPossible("below_floor", _words(below))


def _words(below: Sequence[Margin]) -> str:
    named = "; ".join(
        _("%(sku)s at %(price)s, least price %(floor)s")
        % {"sku": each.sku, "price": each.price, "floor": each.floor or _("none would do")}
        for each in below[:MOST_NAMED]
    )
    return _("%(count)d items would fall under their least price: %(named)s.") % {"count": len(below), "named": named}


def _money(given: Any) -> Money | None:
    return Money(Decimal(str(given["amount"])), str(given["currency"])) if given else None
