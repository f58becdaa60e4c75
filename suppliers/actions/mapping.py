"""The link between a product of ours and a supplier's variant: made, confirmed, ranked, taken away by staff."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.history import record
from inventory.events import products_changed
from inventory.models import Product, Supply
from suppliers.actions.errors import NotPossible
from suppliers.actions.offer_rows import confirmed_offer, levels_of, stock_rows
from suppliers.actions.offers import deliverable, move_offer, rewrite_supply, save_supplies, supply_of
from suppliers.actions.previewing import with_stock
from suppliers.interface import SupplierItem, Variant
from suppliers.matching import Match, Side, all_matches, best_matches, fingerprint, pairs_of
from suppliers.models import SupplierAccount, SupplierProduct, SupplierStock
from suppliers.models.offer import OfferState
from suppliers.registry import open_account


def propose(products: Sequence[Product], item: SupplierItem) -> list[Match]:
    """The best variant for each of these products, one to one, by the products' keys. Asks nobody, writes nothing."""
    return best_matches(*_sides(products, item))


def compare(products: Sequence[Product], item: SupplierItem) -> list[Match]:
    """Every pair that has something in common, the best first: for choosing side by side."""
    return sorted(all_matches(*_sides(products, item)), key=lambda match: -match.score)


def suggest(account: SupplierAccount, products: Sequence[Product], product_id: str, by: str) -> list[SupplierProduct]:
    """Keeps the best variant for each of these products as a suggestion: read from now on, sold when staff confirm it.

    What is linked, suggested or rejected already stays as it is. Raises the errors of `core.errors`.
    """
    read_at = timezone.now()
    item = item_of(account, product_id)
    ours = {str(product.pk): product for product in products}
    variants = {variant.variant_id: variant for variant in item.variants}
    made = []
    with transaction.atomic():
        list(
            Product.objects.select_for_update(no_key=True)
            .filter(pk__in=[product.pk for product in products])
            .order_by("pk")
        )
        known = SupplierProduct.objects.filter(account=account, external_product_id=product_id, product__in=products)
        pairs = set(known.values_list("product_id", "external_variant_id"))
        for match in propose(products, item):
            product, variant = ours[match.ours], variants[match.theirs]
            if (product.pk, variant.variant_id) not in pairs:
                offer = confirmed_offer(account, product, item, variant, read_at=read_at)
                offer.state, offer.option_fingerprint = OfferState.SUGGESTED, ""
                made.append(_create(offer, item, variant, by, score=match.score, reasons=list(match.reasons)))
    return made


def link(
    product: Product,
    account: SupplierAccount,
    product_id: str,
    variant_id: str,
    *,
    ratio: int = 1,
    rank: int | None = None,
    by: str,
) -> SupplierProduct:
    """Links after asking the supplier for the variant as it is now. `rank` None puts it last.

    Linking again what is linked changes only ratio and rank. Raises the errors of `core.errors`, and NotPossible.
    """
    read_at = timezone.now()
    item = item_of(account, product_id)
    return link_item(product, account, item, variant_id, read_at=read_at, ratio=ratio, rank=rank, by=by)


def item_of(account: SupplierAccount, product_id: str) -> SupplierItem:
    """Their product with its stock, as it is now. Raises the errors of `core.errors`."""
    with open_account(account) as adapter:
        return with_stock(adapter, adapter.product(product_id, account.ship_to, account.currency))


def link_item(
    product: Product,
    account: SupplierAccount,
    item: SupplierItem,
    variant_id: str,
    *,
    read_at: datetime,
    ratio: int = 1,
    rank: int | None = None,
    by: str,
) -> SupplierProduct:
    """The same with what the supplier has said already. Raises NotPossible."""
    if ratio < 1:
        raise NotPossible("bad_ratio", "At least one of theirs makes one of ours.")
    variant = next((each for each in item.variants if each.variant_id == variant_id), None)
    if variant is None:
        raise NotPossible(
            "no_variant", f"There is no variant {variant_id} in {item.product_id}.", variants=[variant_id]
        )
    with transaction.atomic():
        product = Product.objects.select_for_update(no_key=True).get(pk=product.pk)
        known = SupplierProduct.objects.filter(product=product, account=account, external_variant_id=variant_id)
        offer = known.select_related("account").first()
        if offer is None:
            made = confirmed_offer(account, product, item, variant, ratio=ratio, read_at=read_at)
            offer = _create(made, item, variant, by)
        else:
            take_up_again(offer, ratio, by)
        _rank(offer, rank, by)
    return offer


def confirm(offer: SupplierProduct, by: str) -> bool:
    """Staff say that it is the same thing, with the options it has now. False when somebody else was quicker."""
    options = offer.seen_options if offer.seen_options is not None else offer.options
    return move_offer(
        offer,
        OfferState.CONFIRMED,
        by=by,
        options=options,
        seen_options=None,
        option_fingerprint=fingerprint(options),
    )


def reject(offer: SupplierProduct, by: str) -> bool:
    """Staff say that it is not the same thing: the link stays known, so that it is not suggested again."""
    return move_offer(offer, OfferState.DISABLED, by=by)


def disable(offer: SupplierProduct, by: str, why: str = "") -> bool:
    """Neither sold nor read any more, until it is enabled."""
    return move_offer(offer, OfferState.DISABLED, by=by, why=why)


def enable(offer: SupplierProduct, by: str) -> bool:
    """Sold again, with its last figures while they are fresh enough; the next refresh reads it first."""
    return move_offer(
        offer, OfferState.CONFIRMED, by=by, checked_at=None, option_fingerprint=fingerprint(offer.options)
    )


def set_ratio(offer: SupplierProduct, ratio: int, by: str) -> None:
    """So many of theirs make one of ours."""
    if offer.quantity_ratio == ratio:
        return
    with transaction.atomic():
        record(offer, "supplier_product.ratio_set", by=by, data={"ratio": [offer.quantity_ratio, ratio]})
        offer.quantity_ratio = ratio
        offer.save(update_fields=["quantity_ratio", "updated_at"])
        rewrite_supply(offer)


def set_rank(offer: SupplierProduct, rank: int, by: str) -> None:
    """Puts it at this place among the product's offers; the others close up. Rank 1 is asked first."""
    with transaction.atomic():
        Product.objects.select_for_update(no_key=True).get(pk=offer.product_id)
        _rank(offer, rank, by)


def unlink(offer: SupplierProduct, by: str) -> None:
    """Takes the link away with all that is known by it. Our product stays."""
    with transaction.atomic():
        _lock(offer.product_id)
        data = {"supplier": offer.account.supplier, "variant": offer.external_variant_id, "sku": offer.external_sku}
        record(offer.product, "product.unlinked", by=by, data=data)
        Supply.objects.filter(product_id=offer.product_id, source=offer.source).delete()
        product_id = offer.product_id
        offer.delete()
        products_changed([product_id])


def _sides(products: Sequence[Product], item: SupplierItem) -> tuple[list[Side], list[Side]]:
    ours = [Side(str(product.pk), product.sku, pairs_of(product.options)) for product in products]
    theirs = [Side(variant.variant_id, variant.sku, variant.options) for variant in item.variants]
    return ours, theirs


def _create(
    offer: SupplierProduct, item: SupplierItem, variant: Variant, by: str, **details: object
) -> SupplierProduct:
    offer.rank = SupplierProduct.objects.filter(product=offer.product).count() + 1
    offer.save()
    levels = levels_of(item, variant)
    read_at = offer.checked_at or timezone.now()
    SupplierStock.objects.bulk_create(stock_rows(offer, levels or [], read_at))
    quantity = deliverable(levels or [], offer.account.stock_basis, offer.quantity_ratio)
    save_supplies([supply_of(offer, quantity, None if levels is None else read_at)])
    data = {"product": offer.product_id, "variant": offer.external_variant_id, **details}
    kind = "suggested" if offer.state == OfferState.SUGGESTED else "linked"
    record(offer, f"supplier_product.{kind}", by=by, data=data)
    products_changed([offer.product_id])
    return offer


def take_up_again(offer: SupplierProduct, ratio: int, by: str) -> None:
    """A known link, named once more: staff want it, with this ratio."""
    set_ratio(offer, ratio, by)
    if offer.state in (OfferState.SUGGESTED, OfferState.CHANGED):
        confirm(offer, by)
    elif offer.state == OfferState.DISABLED:
        enable(offer, by)


def _lock(product_id: int) -> None:
    """Offers before their supplies and in one order, as a refresh takes them: else the two could wait for one another."""
    list(
        SupplierProduct.objects.select_for_update(no_key=True)
        .filter(product_id=product_id)
        .order_by("pk")
        .values_list("pk")
    )


def _rank(offer: SupplierProduct, rank: int | None, by: str) -> None:
    """Numbers the product's offers anew, from 1, this one at its place; writes those that move."""
    _lock(offer.product_id)
    offer.refresh_from_db(fields=["rank"])  # another act may have moved it since it was read
    others = list(
        SupplierProduct.objects.filter(product_id=offer.product_id)
        .exclude(pk=offer.pk)
        .select_related("account")
        .order_by("rank", "pk")
    )
    place = offer.rank if rank is None else rank
    others.insert(max(0, min(place - 1, len(others))), offer)
    moved = [(each, number) for number, each in enumerate(others, start=1) if each.rank != number]
    for each, number in moved:
        SupplierProduct.objects.filter(pk=each.pk).update(rank=number)
        Supply.objects.filter(product_id=each.product_id, source=each.source).update(rank=number)
        if each.pk == offer.pk:
            record(each, "supplier_product.ranked", by=by, data={"rank": [each.rank, number]})
        each.rank = number
    if moved:
        products_changed([offer.product_id])
