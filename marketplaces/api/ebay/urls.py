"""The addresses of what eBay alone can do."""

from django.urls import URLPattern, path

from marketplaces.api import readiness
from marketplaces.api.ebay import connection, marketing_urls, selling_urls


def addresses(slug: str) -> list[URLPattern]:
    views = (
        ("accounts/<str:id>/refresh", connection.AccountRefresh, "account-refresh"),
        ("accounts/<str:id>/readiness", readiness.AccountReadiness, "account-readiness"),
        ("accounts/<str:id>/opt-in", connection.AccountOptIn, "account-opt-in"),
        ("accounts/<str:id>/rate-limits", connection.AccountRateLimits, "account-rate-limits"),
        ("notifications/setup", connection.NotificationSetup, "notification-setup"),
    )
    own = [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]
    return [*own, *selling_urls.addresses(slug), *marketing_urls.addresses(slug)]
