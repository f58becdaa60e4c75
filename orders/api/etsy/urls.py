"""The addresses of orders that Etsy's surface has beyond those of every marketplace."""

from django.urls import URLPattern, path

from orders.api.etsy import orders as etsy_orders


def addresses(slug: str) -> list[URLPattern]:
    views = (
        ("orders/<str:id>/lines", etsy_orders.OrderLines, "order-lines"),
        ("orders/<str:id>/resync", etsy_orders.OrderResync, "order-resync"),
        ("orders/<str:id>/map-line", etsy_orders.OrderMapLine, "order-map-line"),
        ("orders/<str:id>/payments", etsy_orders.OrderPayments, "order-payments"),
        ("orders/<str:id>/refunds", etsy_orders.OrderRefundsSeen, "order-refunds-seen"),
    )
    return [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]
