"""Orders' addresses, and those below each supplier and each marketplace of the registries: there is no catch-all."""

from django.urls import URLPattern, path

from marketplaces import registry as marketplaces
from orders.api import order_actions, orders, partner_orders, supplier_orders
from suppliers import registry as suppliers


def _of_supplier(slug: str) -> list[URLPattern]:
    views = (
        ("orders", partner_orders.SupplierOrders, "orders"),
        ("orders/sync", partner_orders.SupplierOrderSync, "order-sync"),
        ("orders/<str:order_id>", partner_orders.SupplierOrder, "order"),
    )
    return [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]


def _of_marketplace(slug: str) -> list[URLPattern]:
    views = (
        ("orders", partner_orders.MarketplaceOrders, "orders"),
        ("orders/<str:id>/fulfilments", partner_orders.OrderFulfilments, "order-fulfilments"),
    )
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
]
