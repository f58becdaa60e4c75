"""An order to be placed, and the bodies of CJ's answers about it."""

from suppliers.interface import OrderLine, OrderRequest, ShippingAddress

CLIENT_NO = "HUB01-7-1"
CJ_ID = "26010100000000000001"


def order_request(**changes):
    given = {
        "client_no": CLIENT_NO,
        "address": ShippingAddress(
            name="Test Buyer",
            address1="1 Example Street",
            city="Lyon",
            country="FR",
            country_name="France",
            postal_code="69001",
            phone="+33000000000",
            email="buyer@example.test",
        ),
        "lines": (OrderLine("9007199254740993", 2, line_ref="line-1"),),
        "service_code": "CJPacket Ordinary",
    }
    return OrderRequest(**given | changes)


def created(**changes):
    return {
        "orderId": CJ_ID,
        "orderNumber": CLIENT_NO,
        "shipmentOrderId": f"SD{CJ_ID}",
        "orderAmount": 12.15,
        "logisticsMiss": False,
        "orderStatus": "CREATED",
        "cjPayUrl": None,
        "interceptOrderReasons": [],
    } | changes


def detail(**changes):
    return {
        "orderId": CLIENT_NO,
        "orderNum": CLIENT_NO,
        "cjOrderId": CJ_ID,
        "orderStatus": "UNSHIPPED",
        "subStatus": "PROCESSING",
        "orderAmount": 12.15,
        "productAmount": 6.84,
        "postageAmount": 5.31,
        "logisticName": "CJPacket Ordinary",
        "trackNumber": None,
        "trackingUrl": None,
        "createDate": "2026-11-01 08:00:05",
        "paymentDate": "2026-11-01 08:01:10",
        "shippingCountryCode": "FR",
        "productList": [
            {"vid": "9007199254740993", "quantity": 2, "sellPrice": 3.42, "storeLineItemId": "line-1"},
        ],
    } | changes
