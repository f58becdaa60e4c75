"""Products made and changed by the smaller mutations; `setting` has productSet, `variants` the bulk ones."""

from collections.abc import Iterable

from marketplaces.adapters.shopify.simulator.acts.marks import write_metafield
from marketplaces.adapters.shopify.simulator.bodies.goods import deleted_product_body, product_body
from marketplaces.adapters.shopify.simulator.books.goods import (
    DEFAULT_OPTION,
    DEFAULT_VALUE,
    Image,
    Item,
    Level,
    Option,
    Product,
    Variant,
)
from marketplaces.adapters.shopify.simulator.books.numbers import gid, number_in
from marketplaces.adapters.shopify.simulator.books.orders import ZERO
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.books.stocking import free_handle
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Refused, Shown, root
from marketplaces.adapters.shopify.simulator.views.goods import show_product

PLAIN = {"title": "title", "descriptionHtml": "html", "vendor": "vendor", "productType": "kind", "status": "status"}
LONGEST_TITLE = 255


@root("productCreate", "write_products")
def product_create(call: Call, args: Args) -> Shown:
    """With one variant only: the first value of each option, price 0."""
    shop, given = call.shop, args.get("product") or {}
    product = new_product(shop, given, ["product"])
    rows = given.get("productOptions") or [{"name": DEFAULT_OPTION, "values": [{"name": DEFAULT_VALUE}]}]
    for row in rows:
        values = {value["name"]: shop.numbers.take("ProductOptionValue") for value in row.get("values") or ()}
        if not values:
            raise Refused(f"Option values for {row.get('name')} can't be blank", ["product", "productOptions"])
        product.options.append(Option(shop.numbers.take("ProductOption"), row["name"], values))
    describe(shop, product, given)
    product.variants = [new_variant(shop, product, tuple(next(iter(option.values)) for option in product.options))]
    add_images(shop, product, args.get("media") or ())
    shop.products[product.number] = product
    shop.emit("products/create", product_body(product))
    return {"product": show_product(shop, product)}


@root("productUpdate", "write_products")
def product_update(call: Call, args: Args) -> Shown:
    given = args.get("product") or {}
    product = find_product(call.shop, given.get("id") or "", ["id"])
    _title(given, ["product"], required=False)
    describe(call.shop, product, given)
    add_images(call.shop, product, args.get("media") or ())
    changed(call.shop, product)
    return {"product": show_product(call.shop, product)}


@root("productDelete", "write_products")
def product_delete(call: Call, args: Args) -> Shown:
    product = find_product(call.shop, args["input"]["id"], ["id"])
    del call.shop.products[product.number]
    call.shop.emit("products/delete", deleted_product_body(product))
    return {"deletedProductId": gid("Product", product.number)}


@root("publishablePublish", "write_publications")
def publishable_publish(call: Call, args: Args) -> Shown:
    product, places = _published(call, args)
    now = call.shop.clock.now()
    for number in places:
        product.published.setdefault(number, now)
    changed(call.shop, product)
    return {"publishable": show_product(call.shop, product)}


@root("publishableUnpublish", "write_publications")
def publishable_unpublish(call: Call, args: Args) -> Shown:
    product, places = _published(call, args)
    for number in places:
        product.published.pop(number, None)
    changed(call.shop, product)
    return {"publishable": show_product(call.shop, product)}


def _published(call: Call, args: Args) -> tuple[Product, list[int]]:
    """Raises Refused."""
    known = {place.number for place in call.shop.publications}
    places = [number_in(row.get("publicationId") or "", "Publication") for row in args["input"]]
    for i, number in enumerate(places):
        if number not in known:
            raise Refused("Publication does not exist or is not publishable", ["input", str(i), "publicationId"])
    return find_product(call.shop, args["id"], ["id"]), places


def find_product(shop: Shop, identity: str, where: list[str], code: str | None = None) -> Product:
    product = shop.products.get(number_in(identity, "Product"))
    if product is None:
        raise Refused("Product does not exist", where, code)
    return product


def new_product(shop: Shop, given: Args, where: list[str]) -> Product:
    """Not on the shelves yet; published nowhere. Raises Refused."""
    _title(given, where, required=True)
    now = shop.clock.now()
    handle = free_handle(shop, given.get("handle") or given["title"])
    vendor = shop.domain.split(".")[0]
    return Product(shop.numbers.take("Product"), handle, given["title"], now, now, vendor=vendor)


def _title(given: Args, where: list[str], *, required: bool) -> None:
    title = given.get("title")
    if (required or "title" in given) and not title:
        raise Refused("Title can't be blank", [*where, "title"], "INVALID_INPUT")
    if len(title or "") > LONGEST_TITLE:
        raise Refused("Title is too long (maximum is 255 characters)", [*where, "title"], "INVALID_INPUT")


def describe(shop: Shop, product: Product, given: Args) -> None:
    """What is not in a list stays where it is not given; lists are replaced whole."""
    for name, own in PLAIN.items():
        if given.get(name) is not None:
            setattr(product, own, given[name])
    if given.get("tags") is not None:
        product.tags = list(dict.fromkeys(given["tags"]))
    if given.get("seo") is not None:
        product.seo = dict(given["seo"])
    if given.get("handle") and given["handle"] != product.handle:
        product.handle = free_handle(shop, given["handle"])
    for row in given.get("metafields") or ():
        write_metafield(shop, product.metafields, row)


def new_variant(shop: Shop, product: Product, values: tuple[str, ...]) -> Variant:
    now = shop.clock.now()
    item = Item(shop.numbers.take("InventoryItem"))
    item.levels[shop.locations[0].number] = Level(0, now, now)
    return Variant(shop.numbers.take("ProductVariant"), product, item, values, ZERO, now, now)


def add_images(shop: Shop, product: Product, media: Iterable[Args]) -> None:
    for row in media:
        product.images.append(Image(shop.numbers.take("MediaImage"), row["originalSource"], row.get("alt")))


def changed(shop: Shop, product: Product) -> None:
    product.updated = shop.clock.now()
    shop.emit("products/update", product_body(product))
