"""The same addresses for every marketplace of the registry, their slugs written out: there is no catch-all."""

from importlib import import_module

from django.urls import URLPattern, path

from marketplaces.api import (
    accounts,
    authorising,
    category_mappings,
    listings,
    publishing,
    templates,
    validating,
    webhooks,
)
from marketplaces.registry import slugs

# What one marketplace alone can do: a module with `addresses(slug)`, by slug.
OWN = {"ebay": "marketplaces.api.ebay.urls", "etsy": "marketplaces.api.etsy.urls"}


def _own(slug: str) -> list[URLPattern]:
    patterns: list[URLPattern] = import_module(OWN[slug]).addresses(slug) if slug in OWN else []
    return patterns


def _of(slug: str) -> list[URLPattern]:
    views = (
        ("accounts", accounts.Accounts, "accounts"),
        ("accounts/<str:id>", accounts.Account, "account"),
        ("accounts/<str:id>/test", accounts.AccountTest, "account-test"),
        ("accounts/<str:id>/pause", accounts.AccountPause, "account-pause"),
        ("accounts/<str:id>/resume", accounts.AccountResume, "account-resume"),
        ("accounts/<str:id>/disconnect", accounts.AccountDisconnect, "account-disconnect"),
        ("disconnect", accounts.Disconnect, "disconnect"),
        ("oauth/begin", authorising.BeginAuthorising, "oauth-begin"),
        ("oauth/finish", authorising.FinishAuthorising, "oauth-finish"),
        ("status", accounts.Status, "status"),
        ("listings", listings.Listings, "listings"),
        ("listings/active", listings.ActiveListings, "listings-active"),
        ("listings/validate", validating.ValidateListings, "listings-validate"),
        ("listings/<str:id>", listings.ListingView, "listing"),
        ("listings/<str:id>/end", listings.ListingEnd, "listing-end"),
        ("listings/<str:id>/read-back", listings.ListingReadBack, "listing-read-back"),
        ("category-mappings", category_mappings.CategoryMappings, "category-mappings"),
        ("category-mappings/<str:id>", category_mappings.CategoryMappingView, "category-mapping"),
        ("templates", templates.Templates, "templates"),
        ("templates/<str:id>", templates.TemplateView, "template"),
        ("products/publish", publishing.PublishProducts, "products-publish"),
        ("webhooks/configure", webhooks.WebhookSetup, "webhook-setup"),
        ("webhooks/logs", webhooks.WebhookLog, "webhook-log"),
    )
    return [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]


def _all(slug: str) -> list[URLPattern]:
    """Each address once: where a marketplace does more at a common one its own view stands in the common one's place."""
    own = {str(pattern.pattern): pattern for pattern in _own(slug)}
    common = [own.pop(str(pattern.pattern), pattern) for pattern in _of(slug)]
    return [*own.values(), *common]


urlpatterns = [
    path("products/<str:id>/publish", publishing.PublishProduct.as_view(), name="product-publish"),
    path("products/<str:id>/publications", publishing.Publications.as_view(), name="product-publications"),
    *[pattern for slug in slugs() for pattern in _all(slug)],
]
