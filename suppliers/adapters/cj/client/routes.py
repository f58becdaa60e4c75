"""Every route that is used: its method, what it costs in points, and whether it may be repeated."""

from dataclasses import dataclass, replace

from core.budget import Purpose

LIST_POINTS = 50
READ_POINTS = 10


@dataclass(frozen=True, slots=True)
class Route:
    """`once`: it creates, changes or pays, and goes out a single time. `slow`: CJ takes two of these a second only."""

    method: str
    path: str
    operation: str
    points: int = 0
    purpose: Purpose = Purpose.CATALOGUE
    once: bool = False
    slow: bool = False


def _order(method: str, path: str, operation: str, *, once: bool = False, points: int = 0) -> Route:
    return Route(method, path, operation, points, Purpose.ORDERS, once)


LOG_IN = Route("POST", "authentication/getAccessToken", "log in")
REFRESH = Route("POST", "authentication/refreshAccessToken", "refresh the token")
SETTINGS = Route("GET", "setting/get", "read the settings")

CATEGORIES = Route("GET", "product/getCategory", "list categories")
SEARCH = Route("GET", "product/listV2", "search", LIST_POINTS)
LIST = Route("GET", "product/list", "list products", LIST_POINTS)
PRODUCT = Route("GET", "product/query", "read a product", READ_POINTS)
VARIANTS = Route("GET", "product/variant/query", "list variants", READ_POINTS)
VARIANT = Route("GET", "product/variant/queryByVid", "read a variant", READ_POINTS)
STOCK_OF_PRODUCT = Route("GET", "product/stock/getInventoryByPid", "read a product's stock", READ_POINTS)
STOCK_OF_VARIANT = Route("GET", "product/stock/queryByVid", "read a variant's stock", READ_POINTS)
STOCK_OF_SKU = Route("GET", "product/stock/queryBySku", "read an SKU's stock", READ_POINTS)
REVIEWS = Route("GET", "product/productComments", "list reviews")

FREIGHT = _order("POST", "logistic/freightCalculate", "quote freight", points=READ_POINTS)
FREIGHT_RULES = _order("POST", "logistic/freightCalculateTip", "quote freight with its rules", points=READ_POINTS)
TRACKING = _order("GET", "logistic/trackInfo", "track parcels")

BALANCE = _order("GET", "shopping/pay/getBalance", "read the balance")
CREATE_ORDER = _order("POST", "shopping/order/createOrderV2", "create an order", once=True)
ORDERS = _order("GET", "shopping/order/list", "list orders")
ORDER = _order("GET", "shopping/order/getOrderDetail", "read an order")
ORDER_BATCH = replace(_order("POST", "shopping/order/getOrderDetailBatch", "read orders"), slow=True)
CONFIRM_ORDER = _order("PATCH", "shopping/order/confirmOrder", "confirm an order", once=True)
DELETE_ORDER = _order("DELETE", "shopping/order/deleteOrder", "delete an order", once=True)
ADD_TO_CART = _order("POST", "shopping/order/addCart", "put orders into the cart", once=True)
CONFIRM_CART = _order("POST", "shopping/order/addCartConfirm", "confirm the cart", once=True)
PAYMENT = _order("POST", "shopping/order/saveGenerateParentOrder", "prepare a payment", once=True)
PAY = _order("POST", "shopping/pay/payBalanceV2", "pay from the balance", once=True)
PAY_ONE = _order("POST", "shopping/pay/payBalance", "pay one order from the balance", once=True)

DISPUTES = _order("GET", "disputes/getDisputeList", "list disputes")
DISPUTE_LINES = _order("GET", "disputes/disputeProducts", "list what may be disputed")
DISPUTE_TERMS = _order("POST", "disputes/disputeConfirmInfo", "read the terms of a dispute")
OPEN_DISPUTE = _order("POST", "disputes/create", "open a dispute", once=True)
CANCEL_DISPUTE = _order("POST", "disputes/cancel", "cancel a dispute", once=True)

SET_WEBHOOKS = Route("POST", "webhook/set", "set webhooks")
SUBSCRIBE = Route("POST", "webhook/product/subscribe", "subscribe to products", READ_POINTS)
UNSUBSCRIBE = Route("POST", "webhook/product/unsubscribe", "unsubscribe from products", READ_POINTS)
