"""The messages that CJ pushes, as its manual shows them."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from suppliers.adapters.cj.simulator.catalogue import Area, Product, Variant
from suppliers.adapters.cj.simulator.clock import epoch_ms, order_date
from suppliers.adapters.cj.simulator.ledger import Order
from suppliers.adapters.cj.simulator.orders import stage
from suppliers.adapters.cj.simulator.world import World

Message = dict[str, Any]

PRODUCT_FIELDS = (
    "categoryId", "categoryName", "pid", "productDescription", "productImage", "productName", "productNameEn",
    "productProperty1", "productProperty2", "productProperty3", "productSellPrice", "productSku", "productStatus",
)  # fmt: skip
VARIANT_FIELDS = (
    "vid", "variantName", "variantWeight", "variantLength", "variantWidth", "variantHeight", "variantImage", "variantSku",
    "variantKey", "variantSellPrice", "variantStatus", "variantValue1", "variantValue2", "variantValue3",
)  # fmt: skip


def product_changed(product: Product, changed: dict[str, Any]) -> Message:
    """All that has not changed is null."""
    params = dict.fromkeys(PRODUCT_FIELDS) | {"pid": product.pid} | changed | {"fields": list(changed)}
    return {"type": "PRODUCT", "messageType": "UPDATE", "params": params}


def variant_changed(variant: Variant, changed: dict[str, Any]) -> Message:
    params = dict.fromkeys(VARIANT_FIELDS) | {"vid": variant.vid} | changed | {"fields": list(changed)}
    return {"type": "VARIANT", "messageType": "UPDATE", "params": params}


def stock_changed(rows: Iterable[tuple[Variant, Area]]) -> Message:
    """Only the areas that changed; the other areas of the same variant are not told."""
    params: dict[str, list[dict[str, Any]]] = {}
    for variant, area in rows:
        params.setdefault(variant.vid, []).append(
            {
                "vid": variant.vid,
                "areaId": area.area_id,
                "areaEn": area.name,
                "countryCode": area.country,
                "storageNum": area.total,
            }
        )
    return {"type": "STOCK", "messageType": "UPDATE", "params": params}


def order_changed(world: World, order: Order, open_id: int) -> Message:
    params = {
        "orderNumber": order.number,
        "orderNum": order.number,
        "cjOrderId": order.order_id,
        "orderStatus": order.status,
        "logisticName": order.store["logisticName"],
        "trackNumber": order.track_number,
        "trackingUrl": order.tracking_url,
        "trackingProvider": None,
        "createDate": order_date(order.created),
        "updateDate": order_date(world.clock.now()),
        "payDate": order_date(order.paid),
        "deliveryDate": order_date(order.shipped),
        "completeDate": order_date(order.delivered),
        "privateOutboundOrder": False,
        "orderItems": [line.shown() for line in order.lines],
    }
    return {"type": "ORDER", "messageType": "UPDATE", "openId": open_id, "params": params}


def order_connected(order: Order) -> Message:
    params = {"orderNumber": order.number, "cjOrderId": order.order_id, "orderStatus": order.status}
    return {"type": "ORDER", "messageType": "ORDER_CONNNECTED", "params": params}


def order_split(world: World, order: Order) -> Message:
    """In two parts: the first line's first piece, and all the rest."""
    at = epoch_ms(world.clock.now())
    pieces = [line for line in order.lines for _ in range(line.quantity)]
    parts = [pieces[:1], pieces[1:] or pieces[:1]]
    return {
        "type": "ORDERSPLIT",
        "messageType": "UPDATE",
        "params": {
            "originalOrderId": order.order_id,
            "orderSplitTime": at,
            "splitOrderList": [
                {
                    "orderCode": f"{order.code}-{number}",
                    "createAt": at,
                    "orderStatus": 300,
                    "productList": [
                        {
                            "sku": line.variant.sku,
                            "vid": line.variant.vid,
                            "quantity": part.count(line),
                            "productCode": f"p{order.lines.index(line) + 1}",
                        }
                        for line in order.lines
                        if line in part
                    ],
                }
                for number, part in enumerate(parts, 1)
            ],
        },
    }


def parcel_moved(world: World, order: Order, open_id: int) -> Message:
    words, number = stage(world, order)
    event = {
        "status": words,
        "activity": words,
        "location": f"{order.store['shippingCity'].upper()}, {order.store['shippingCountryCode']}",
        "eventTime": order_date(world.clock.now()),
    }
    params = {
        "orderId": order.order_id,
        "storeOrderNumbers": [order.number],
        "logisticName": order.store["logisticName"],
        "trackingNumber": order.track_number,
        "trackingUrl": order.tracking_url,
        "trackingProvider": None,
        "trackingStatus": number,
        "logisticsTrackEvents": json.dumps([event]),
    }
    return {"type": "LOGISTIC", "messageType": "UPDATE", "openId": open_id, "params": params}


def extra_bill(world: World, order: Order, amount: Decimal, open_id: int) -> Message:
    params = {
        "orderId": f"BT{world.clock.now():%y%m%d}{world.number():010d}",
        "relationOrderId": order.order_id,
        "payOrderId": None,
        "amount": amount,
        "reason": "freight difference",
        "type": 1,
        "diffUseType": 3,
        "status": "CREATED",
        "createDate": order_date(world.clock.now()),
        "paymentDate": None,
    }
    return {"type": "MAKEUP", "messageType": "INSERT", "openId": open_id, "params": params}
