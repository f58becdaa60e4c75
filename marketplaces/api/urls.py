"""The same addresses for every marketplace of the registry, their slugs written out: there is no catch-all."""

from django.urls import URLPattern, path

from marketplaces.api import accounts, listings, publishing, webhooks
from marketplaces.registry import slugs


def _of(slug: str) -> list[URLPattern]:
    views = (
        ("accounts", accounts.Accounts, "accounts"),
        ("accounts/<str:id>", accounts.Account, "account"),
        ("accounts/<str:id>/test", accounts.AccountTest, "account-test"),
        ("accounts/<str:id>/pause", accounts.AccountPause, "account-pause"),
        ("accounts/<str:id>/resume", accounts.AccountResume, "account-resume"),
        ("accounts/<str:id>/disconnect", accounts.AccountDisconnect, "account-disconnect"),
        ("disconnect", accounts.Disconnect, "disconnect"),
        ("status", accounts.Status, "status"),
        ("listings", listings.Listings, "listings"),
        ("listings/active", listings.ActiveListings, "listings-active"),
        ("listings/<str:id>", listings.ListingView, "listing"),
        ("listings/<str:id>/end", listings.ListingEnd, "listing-end"),
        ("listings/<str:id>/read-back", listings.ListingReadBack, "listing-read-back"),
        ("products/publish", publishing.PublishProducts, "products-publish"),
        ("webhooks/configure", webhooks.WebhookSetup, "webhook-setup"),
        ("webhooks/logs", webhooks.WebhookLog, "webhook-log"),
    )
    return [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]


urlpatterns = [
    path("products/<str:id>/publish", publishing.PublishProduct.as_view(), name="product-publish"),
    path("products/<str:id>/publications", publishing.Publications.as_view(), name="product-publications"),
    *[pattern for slug in slugs() for pattern in _of(slug)],
]
