"""Goods that somebody asked CJ to find, and those kept under "My Products"."""

from suppliers.adapters.cj.simulator.envelopes import Refused, Reply, Shape
from suppliers.adapters.cj.simulator.routes import Asked, route
from suppliers.adapters.cj.simulator.world import World


@route("POST", "product/addToMyProduct")
def add_to_my_product(world: World, asked: Asked) -> Reply:
    """A repeat gets the catch-all code, with a text that tells."""
    product_id = asked.field("productId")
    if product_id not in world.catalogue.products:
        raise Refused(1602001)
    if product_id in asked.caller.my_products:
        raise Refused(1600000, "The product has been added to My Products")
    asked.caller.my_products.add(product_id)
    return Reply(data=True)


@route("GET", "product/myProduct/query")
def my_products(world: World, asked: Asked) -> Reply:
    page, size = asked.whole("pageNum", 1), asked.whole("pageSize", 20, most=200)
    found = sorted(asked.caller.my_products)
    rows = [
        {"productId": pid, "nameEn": world.catalogue.products[pid].name, "sku": world.catalogue.products[pid].sku}
        for pid in found[(page - 1) * size : page * size]
    ]
    return Reply({"pageNumber": page, "pageSize": size, "totalRecords": len(found), "content": rows})


@route("POST", "product/sourcing/create")
def sourcing_create(world: World, asked: Asked) -> Reply:
    asked.field("productName")
    asked.field("productImage", most=1000)
    number = f"{world.number():08d}"
    asked.caller.sourcing[number] = asked.field("thirdProductId", required=False)
    return Reply({"cjSourcingId": number, "result": "success"}, Shape.CODE_ZERO)


@route("POST", "product/sourcing/query")
def sourcing_query(world: World, asked: Asked) -> Reply:
    rows = [
        {"sourceId": number, "sourceNumber": number, "thirdProductId": asked.caller.sourcing[number], "sourceStatus": "1",
         "sourceStatusStr": "Pending", "cjProductId": None, "cjVariantSku": None}
        for number in asked.texts("sourceIds")
        if number in asked.caller.sourcing
    ]  # fmt: skip
    return Reply(rows, Shape.CODE_ZERO)
