"""A listing from draft to shelf: the product, its stock, then where it is shown."""

from uuid import uuid4

from core.errors import NotFound, Rejected
from marketplaces.adapters.shopify.client import ShopifyClient
from marketplaces.adapters.shopify.client.answers import Given
from marketplaces.adapters.shopify.errors import PARTNER
from marketplaces.adapters.shopify.mapper import listings
from marketplaces.adapters.shopify.reading import product
from marketplaces.adapters.shopify.stocking import activate, push_stock
from marketplaces.adapters.shopify.values import Obj, gid, needed_number, obj, required, text
from marketplaces.interface import ListingDraft, PublishedListing, PublishedVariant, StockPush

MOST_VARIANTS = 250  # of an input's list; a product may have 2,048
OPERATION = "ProductSet"


def publish(client: ShopifyClient, draft: ListingDraft) -> PublishedListing:
    """Found again by its handle, so that a repetition after a lost answer makes no second product. A part that was not
    taken is told in `problems`: the product is there all the same."""
    if not 0 < len(draft.variants) <= MOST_VARIANTS:
        words = f"a listing has 1 to {MOST_VARIANTS} forms, this one has {len(draft.variants)}"
        raise Rejected(PARTNER, OPERATION, message=words, code="form")
    variables = {"input": listings.product_input(draft), "identifier": listings.identifier(draft)}
    made = client.ask("product_set", variables, _made)
    remote_id = needed_number(made, "id")
    _head, nodes = product(client, "published_variants", remote_id, draft.location_id)
    variants = listings.published_variants(draft, nodes)
    problems = _stock(client, draft, variants, listings.kept_items(nodes))
    shown, refused = _show(client, draft, remote_id)
    return PublishedListing(
        remote_id=remote_id,
        handle=required(made, "handle"),
        variants=variants,
        url=text(made.get("onlineStoreUrl")),
        is_visible=shown if draft.is_active else False,
        problems=(*problems, *refused),
    )


def end(client: ShopifyClient, remote_id: str) -> None:
    """Archived, not deleted: orders and links go on pointing to it. One that is gone has ended."""
    try:
        client.ask("product_status", {"product": {"id": gid("Product", remote_id), "status": "ARCHIVED"}}, _made_none)
    except (NotFound, Rejected):
        if _exists(client, remote_id):
            raise


def _exists(client: ShopifyClient, remote_id: str) -> bool:
    try:
        product(client, "product", remote_id, "")
    except NotFound:
        return False
    return True


def _made(given: Given) -> Obj:
    made = obj(given.payload.get("product"), "product")
    needed_number(made, "id")
    required(made, "handle")
    return made


def _made_none(given: Given) -> None:
    obj(given.payload.get("product"), "product")


def _stock(
    client: ShopifyClient, draft: ListingDraft, variants: tuple[PublishedVariant, ...], kept: set[str]
) -> list[str]:
    """The figure of each form that is new at the draft's location. One that was known before keeps what stands there:
    sales may have changed it, and setting it without a comparison would undo them. A new wish has a new key."""
    if not draft.location_id:
        return []
    problems, wishes = [], []
    for variant, made in zip(draft.variants, variants, strict=True):
        if variant.quantity is None:
            continue
        wish = StockPush(made.variant_id, made.inventory_id, draft.location_id, variant.quantity, str(uuid4()))
        if made.inventory_id not in kept:
            problems += [refusal.message for refusal in activate(client, wish)]
        elif made.variant_id != variant.remote_variant_id:
            wishes.append(wish)
    return problems + [outcome.message for outcome in push_stock(client, wishes) if not outcome.is_taken]


def _show(client: ShopifyClient, draft: ListingDraft, remote_id: str) -> tuple[bool | None, list[str]]:
    if not draft.publication_ids:
        return None, []
    places = [{"publicationId": gid("Publication", each)} for each in draft.publication_ids]
    try:
        client.ask(
            "publishable_publish", {"id": gid("Product", remote_id), "input": places}, lambda given: given.payload
        )
    except Rejected as refused:
        return False, [refused.message]
    return True, []
