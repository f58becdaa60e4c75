"""What eBay tells its subscribers, by topic. The data are short: a client reads the order or the listing itself."""

from marketplaces.adapters.ebay.simulator.books.goods import Body, Listing
from marketplaces.adapters.ebay.simulator.books.orders import CancelRequest, Order, Parcel
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.clock import written


def order_placed(seller: Seller, order: Order) -> None:
    seller.emit("ORDER_CONFIRMATION", _order(seller, order) | {"createdDate": written(order.created)})


def parcel_sent(seller: Seller, order: Order, parcel: Parcel) -> None:
    seller.emit("ITEM_MARKED_SHIPPED", _order(seller, order) | {"shippedDate": written(parcel.shipped)})


def cancel_asked(seller: Seller, order: Order, request: CancelRequest) -> None:
    told = {"cancelId": request.number, "cancelStatus": request.state, "cancelReason": request.reason}
    seller.emit("ORDER_CANCELLATION_ACTIVITY", _order(seller, order) | told)


def listing_changed(seller: Seller, listing: Listing, event: str) -> None:
    seller.emit("LISTING", {"listingId": listing.number, "sellerId": seller.rules.username, "eventType": event})


def access_revoked(seller: Seller) -> None:
    rules = seller.rules
    data = {"username": rules.username, "userId": rules.user_id, "revokedDate": written(seller.clock.now())}
    seller.emit("AUTHORIZATION_REVOCATION", data)


def account_deleted(username: str, user_id: str) -> Body:
    """The data of MARKETPLACE_ACCOUNT_DELETION: a person's, who need not be the seller."""
    return {"username": username, "userId": user_id, "eiasToken": f"nY+{user_id}=="}


def _order(seller: Seller, order: Order) -> Body:
    return {
        "orderId": order.number,
        "sellerId": seller.rules.username,
        "lineItems": [{"lineItemId": line.number, "listingId": line.listing, "sku": line.sku} for line in order.lines],
    }
