"""Orders' addresses, and those below each supplier and each marketplace of the registries: there is no catch-all."""

from collections.abc import Callable

from django.urls import URLPattern, path

from marketplaces import registry as marketplaces
from marketplaces.interface import Capability
from orders.actions import disputing
from orders.api import disputes, marketplace_orders, order_actions, orders, partner_orders, refunds, supplier_orders
from orders.api.etsy import urls as etsy_urls
from suppliers import registry as suppliers

# What one marketplace's orders have beyond those of every marketplace: `addresses(slug)`, by slug.
OWN: dict[str, Callable[[str], list[URLPattern]]] = {"etsy": etsy_urls.addresses}


def _of_supplier(slug: str) -> list[URLPattern]:
    views = (
        ("orders", partner_orders.SupplierOrders, "orders"),
        ("orders/sync", partner_orders.SupplierOrderSync, "order-sync"),
        ("orders/<str:order_id>", partner_orders.SupplierOrder, "order"),
    )
    return [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]


def _of_marketplace(slug: str) -> list[URLPattern]:
    """Refunds and disputes only where the marketplace has them."""
    room = marketplaces.adapter_class(slug)
    views: list[tuple[str, type[partner_orders.PartnerView], str]] = [
        ("orders", partner_orders.MarketplaceOrders, "orders"),
        ("orders/sync", marketplace_orders.OrderSync, "orders-sync"),
        ("orders/<str:id>", marketplace_orders.MarketplaceOrder, "marketplace-order"),
        ("orders/<str:id>/fulfilments", marketplace_orders.OrderFulfilments, "order-fulfilments"),
    ]
    if Capability.REFUND in room.capabilities:
        views += [
            ("orders/<str:id>/refunds", refunds.OrderRefunds, "order-refunds"),
            ("refunds", refunds.Refunds, "refunds"),
            ("refunds/<str:id>", refunds.Refund, "refund"),
            ("refunds/<str:id>/settle", refunds.RefundSettle, "refund-settle"),
        ]
    if disputing.LIST in room.operations:
        views += [
            ("disputes", disputes.Disputes, "disputes"),
            ("disputes/sync", disputes.DisputeSync, "disputes-sync"),
            ("disputes/<str:id>", disputes.Dispute, "dispute"),
            ("disputes/<str:id>/accept", disputes.DisputeAccept, "dispute-accept"),
            ("disputes/<str:id>/contest", disputes.DisputeContest, "dispute-contest"),
            ("disputes/<str:id>/evidence", disputes.DisputeEvidence, "dispute-evidence"),
            ("disputes/<str:id>/evidence-files", disputes.DisputeFiles, "dispute-files"),
        ]
    return [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]


urlpatterns = [
    path("orders", orders.OrderList.as_view(), name="order-list"),
    path("orders/<str:id>", orders.OrderDetail.as_view(), name="order-detail"),
    path("orders/<str:id>/approve", order_actions.Approve.as_view(), name="order-approve"),
    path("orders/<str:id>/hold", order_actions.Hold.as_view(), name="order-hold"),
    path("orders/<str:id>/release", order_actions.Release.as_view(), name="order-release"),
    path("orders/<str:id>/retry", order_actions.Retry.as_view(), name="order-retry"),
    path("orders/<str:id>/resolve", order_actions.Resolve.as_view(), name="order-resolve"),
    path("orders/<str:id>/timeline", order_actions.Timeline.as_view(), name="order-timeline"),
    path("supplier-orders", supplier_orders.SupplierOrderList.as_view(), name="supplier-order-list"),
    path("supplier-orders/<str:id>", supplier_orders.SupplierOrderDetail.as_view(), name="supplier-order-detail"),
    path("supplier-orders/<str:id>/approve", supplier_orders.Approve.as_view(), name="supplier-order-approve"),
    path("supplier-orders/<str:id>/pay", supplier_orders.Pay.as_view(), name="supplier-order-pay"),
    path("supplier-orders/<str:id>/resolve", supplier_orders.Resolve.as_view(), name="supplier-order-resolve"),
    *[pattern for slug in suppliers.slugs() for pattern in _of_supplier(slug)],
    *[pattern for slug in marketplaces.slugs() for pattern in _of_marketplace(slug)],
    *[pattern for slug in marketplaces.slugs() if slug in OWN for pattern in OWN[slug](slug)],
]
