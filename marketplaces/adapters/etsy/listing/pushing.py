"""Prices and quantities of listings that are there: one look and one write for each listing, whatever number of its
variants changes.

Etsy knows no compare-and-set: what stands there is read at once before it is replaced, and a figure that is not the one
we expected is left alone. A listing of which nothing is left is made inactive, and active again when something is; that
costs nothing, while renewing one that has expired or was sold out does, so it is left to staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from core.errors import NotFound, Rejected
from core.money import Money
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families import inventory as inventories
from marketplaces.adapters.etsy.families import listings
from marketplaces.adapters.etsy.listing.reading import standing
from marketplaces.adapters.etsy.mapper.inventory import MOST_QUANTITY, Inventory, Product
from marketplaces.adapters.etsy.mapper.listings import ACTIVE, INACTIVE, RENEWED_FOR_A_FEE, is_asleep
from marketplaces.adapters.etsy.values import Misread, text
from marketplaces.interface import PushOutcome

STALE, GONE, NEEDS_RENEWAL, OTHER_CURRENCY = "stale", "gone", "needs_renewal", "currency"
UNREADABLE, NO_VARIANT = "not_understood", "no_variant"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to stand at one variant. None: as it is. `expected` None: whatever stands there is replaced."""

    listing_id: str
    variant_id: str
    sku: str = ""
    price: Money | None = None
    quantity: int | None = None
    expected: int | None = None


def push(client: EtsyClient, wishes: Sequence[Wish]) -> list[PushOutcome]:
    """Outcomes in the order of the wishes. What may work later is raised: figures are absolute, so all of it may be sent
    again."""
    by_listing: dict[str, list[Wish]] = {}
    for wish in wishes:
        by_listing.setdefault(wish.listing_id, []).append(wish)
    outcomes: dict[int, PushOutcome] = {}
    for listing_id, group in by_listing.items():
        outcomes.update({id(wish): made for wish, made in zip(group, _push(client, listing_id, group), strict=True)})
    return [outcomes[id(wish)] for wish in wishes]


def _push(client: EtsyClient, listing_id: str, wishes: Sequence[Wish]) -> list[PushOutcome]:
    try:
        node, inventory = standing(client, listing_id)
        change = _Change(text(node.get("state")), inventory, wishes)
        change.send(client, listing_id)
    except NotFound as gone:
        return [PushOutcome(wish.variant_id, GONE, gone.message) for wish in wishes]
    except Misread as problem:  # of this listing: the others go on
        return [PushOutcome(wish.variant_id, UNREADABLE, str(problem)) for wish in wishes]
    except Rejected as refused:
        return [PushOutcome(wish.variant_id, refused.code or "refused", refused.message) for wish in wishes]
    return change.outcomes


class _Change:
    """Of one listing: what becomes of each wish, and the inventory that is to stand."""

    def __init__(self, state: str, inventory: Inventory, wishes: Sequence[Wish]) -> None:
        self._state = state
        self._sleeps = is_asleep(state, inventory)
        self._before = inventory
        # What sleeps has one unit that is not for sale.
        known = [replace(one, quantity=0) for one in inventory.products] if self._sleeps else list(inventory.products)
        self._known = Inventory(tuple(known), inventory.lists)
        self._changed: dict[str, Product] = {}
        self._sets_stock = False
        self.outcomes = [self._outcome(wish) for wish in wishes]

    def _outcome(self, wish: Wish) -> PushOutcome:
        product = self._product(wish)
        if product is None:
            return PushOutcome(wish.variant_id, NO_VARIANT, _("The listing has no such variant any more."))
        if wish.price is not None and wish.price.currency != product.price.currency:
            words = _("The shop sells in %(theirs)s.") % {"theirs": product.price.currency}
            return PushOutcome(wish.variant_id, OTHER_CURRENCY, words)
        stands = 0 if self._state == "sold_out" else product.for_sale
        if wish.quantity is not None and wish.expected not in {None, stands} and wish.quantity != stands:
            return PushOutcome(wish.variant_id, STALE, found=stands)
        changed = self._changed.get(product.product_id, product)
        if wish.price is not None:
            changed = replace(changed, price=wish.price)
        if wish.quantity is not None:
            # A form that a person has switched off stays so, unless it is to be sold again.
            quantity = min(wish.quantity, MOST_QUANTITY)
            changed = replace(changed, quantity=quantity, is_enabled=changed.is_enabled or quantity > 0)
            self._sets_stock = True
        self._changed[product.product_id] = changed
        if wish.quantity and self._state in RENEWED_FOR_A_FEE:
            words = _("The figure is set. The listing has ended at Etsy: renewing it costs a fee, which staff confirm.")
            return PushOutcome(wish.variant_id, NEEDS_RENEWAL, words)
        return PushOutcome(wish.variant_id)

    def _product(self, wish: Wish) -> Product | None:
        """By number; Etsy may have given it another one, then by SKU."""
        found = self._known.by_id(wish.variant_id)
        same = [product for product in self._known.products if wish.sku and product.sku == wish.sku]
        return found or (same[0] if len(same) == 1 else None)

    def send(self, client: EtsyClient, listing_id: str) -> None:
        if not self._changed:
            return
        wanted = self._known.with_products(self._changed)
        if wanted.units <= 0:
            self._put_to_sleep(client, listing_id, wanted)
            return
        if wanted != self._before:
            inventories.replace(client, listing_id, wanted.body(), len(wanted.property_ids))
        if self._sleeps and self._sets_stock:
            listings.update(client, listing_id, {"state": ACTIVE})

    def _put_to_sleep(self, client: EtsyClient, listing_id: str, wanted: Inventory) -> None:
        """First off sale, then the figures: between the two nobody can buy the one unit that must stand there."""
        if self._state == ACTIVE:
            listings.update(client, listing_id, {"state": INACTIVE})
        asleep = wanted.asleep()
        if asleep != self._before:
            inventories.replace(client, listing_id, asleep.body(), len(asleep.property_ids))
