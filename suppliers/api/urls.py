"""The same addresses for every supplier of the registry, their slugs written out: there is no catch-all."""

from django.urls import URLPattern, path

from suppliers.api import accounts, logistics, products, search, stock, webhooks
from suppliers.registry import slugs


def _of(slug: str) -> list[URLPattern]:
    views = (
        ("config", accounts.Config, "config"),
        ("config/test", accounts.ConfigTest, "config-test"),
        ("stats", accounts.Stats, "stats"),
        ("products/search", products.ProductSearch, "product-search"),
        ("products/sync", products.ProductSync, "product-sync"),
        ("products/<str:pid>", products.ProductDetail, "product"),
        ("products/<str:pid>/import", products.ProductImport, "product-import"),
        ("inventory/sync", stock.StockSync, "stock-sync"),
        ("inventory/<str:vid>", stock.VariantStock, "stock"),
        ("logistics/calculate", logistics.FreightCalculation, "freight"),
        ("logistics/tracking/<str:number>", logistics.Tracking, "tracking"),
        ("webhooks/configure", webhooks.WebhookSetup, "webhook-setup"),
        ("webhooks/logs", webhooks.WebhookLog, "webhook-log"),
    )
    return [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]


urlpatterns = [
    path("search", search.Search.as_view(), name="supplier-search"),
    path("product/<str:supplier>/<str:product_id>", search.Product.as_view(), name="supplier-product"),
    *[pattern for slug in slugs() for pattern in _of(slug)],
]
