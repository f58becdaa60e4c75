"""Tags and metafields: what an app writes on orders, products and the shop."""

from marketplaces.adapters.shopify.simulator import telling
from marketplaces.adapters.shopify.simulator.bodies.goods import product_body
from marketplaces.adapters.shopify.simulator.books.goods import Metafield, Product
from marketplaces.adapters.shopify.simulator.books.numbers import kind_of, number_in
from marketplaces.adapters.shopify.simulator.books.orders import Order
from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.calls import Args, Call, Refused, Shown, root
from marketplaces.adapters.shopify.simulator.graphql.execution import FieldError
from marketplaces.adapters.shopify.simulator.views.goods import namespace, show_metafield, show_product
from marketplaces.adapters.shopify.simulator.views.orders import show_order

MOST_METAFIELDS = 25
LONGEST_TAG = 40
SCOPES = {"Order": "write_orders", "Product": "write_products"}


@root("tagsAdd", "write_orders", "write_products")
def tags_add(call: Call, args: Args) -> Shown:
    found = _owner(call, args["id"], ["id"])
    if any(len(tag) > LONGEST_TAG for tag in args["tags"]):
        raise Refused(f"Tag is too long (maximum is {LONGEST_TAG} characters)", ["tags"])
    found.tags = list(dict.fromkeys([*found.tags, *args["tags"]]))
    return {"node": _changed(call, found)}


@root("tagsRemove", "write_orders", "write_products")
def tags_remove(call: Call, args: Args) -> Shown:
    found = _owner(call, args["id"], ["id"])
    found.tags = [tag for tag in found.tags if tag not in args["tags"]]
    return {"node": _changed(call, found)}


@root("metafieldsSet")
def metafields_set(call: Call, args: Args) -> Shown:
    """All of them or none."""
    if len(args["metafields"]) > MOST_METAFIELDS:
        text = f"Exceeded the maximum metafields input limit of {MOST_METAFIELDS}."
        raise Refused(text, ["metafields"], "LESS_THAN_OR_EQUAL_TO")
    rows = []
    for i, given in enumerate(args["metafields"]):
        where = ["metafields", str(i)]
        if not given.get("type"):
            raise Refused("Type can't be blank", [*where, "type"], "BLANK", elementIndex=i)
        if not given["value"]:
            raise Refused("Value can't be blank", [*where, "value"], "BLANK", elementIndex=i)
        rows.append((_owner(call, given["ownerId"], [*where, "ownerId"]), given))
    made = [write_metafield(call.shop, found.metafields, given) for found, given in rows]
    for found in {id(found): found for found, _ in rows}.values():
        _changed(call, found)
    return {"metafields": [show_metafield(field) for field in made]}


def write_metafield(shop: Shop, fields: list[Metafield], given: Args) -> Metafield:
    now, space = shop.clock.now(), namespace(given.get("namespace"))
    for field in fields:
        if (field.namespace, field.key) == (space, given["key"]):
            field.value, field.updated = given["value"], now
            return field
    kind = given.get("type") or "single_line_text_field"
    field = Metafield(shop.numbers.take("Metafield"), space, given["key"], given["value"], kind, now, now)
    fields.append(field)
    return field


def _owner(call: Call, identity: str, where: list[str]) -> Order | Product:
    """Raises Refused; FieldError without the scope."""
    kind, number = kind_of(identity), number_in(identity)
    scope = SCOPES.get(kind)
    if scope and not call.may(scope):
        raise FieldError(f"Access denied. Required access: `{scope}` access scope.", "ACCESS_DENIED")
    found: Order | Product | None = (call.shop.orders if kind == "Order" else {}).get(number)
    found = found or (call.shop.products if kind == "Product" else {}).get(number)
    if found is None:
        raise Refused(f"{kind or 'Owner'} does not exist", where, "INVALID")
    return found


def _changed(call: Call, found: Order | Product) -> Shown:
    if isinstance(found, Order):
        call.shop.touch(found)
        telling.order_changed(call.shop, found)
        return show_order(call.shop, found)
    found.updated = call.shop.clock.now()
    call.shop.emit("products/update", product_body(found))
    return show_product(call.shop, found)
