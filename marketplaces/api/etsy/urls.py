"""The addresses of what Etsy alone can do."""

from django.urls import URLPattern, path

from marketplaces.api import readiness
from marketplaces.api.etsy import (
    account_book,
    connection,
    images,
    inventories,
    listings,
    processing,
    returns,
    shipping,
    shop,
    syncing,
    taxonomy,
)

_PROFILE = "shipping-profiles/<int:profile_id>"


def addresses(slug: str) -> list[URLPattern]:
    views = (
        ("accounts/<str:id>/refresh", connection.AccountRefresh, "account-refresh"),
        ("accounts/<str:id>/limits", connection.AccountLimits, "account-limits"),
        ("accounts/<str:id>/readiness", readiness.AccountReadiness, "account-readiness"),
        ("shop", shop.Shop, "shop"),
        ("shop/sections", shop.Sections, "sections"),
        ("shop/sections/<int:section_id>", shop.Section, "section"),
        ("shipping-profiles", shipping.ShippingProfiles, "shipping-profiles"),
        (_PROFILE, shipping.ShippingProfile, "shipping-profile"),
        (f"{_PROFILE}/destinations", shipping.Destinations, "destinations"),
        (f"{_PROFILE}/destinations/<int:destination_id>", shipping.Destination, "destination"),
        (f"{_PROFILE}/upgrades", shipping.Upgrades, "upgrades"),
        ("processing-profiles", processing.ProcessingProfiles, "processing-profiles"),
        ("processing-profiles/<int:profile_id>", processing.ProcessingProfile, "processing-profile"),
        ("return-policies", returns.ReturnPolicies, "return-policies"),
        ("return-policies/<int:policy_id>", returns.ReturnPolicy, "return-policy"),
        ("taxonomy", taxonomy.Taxonomy, "taxonomy"),
        ("taxonomy/search", taxonomy.TaxonomySearch, "taxonomy-search"),
        ("taxonomy/<int:category_id>", taxonomy.TaxonomyNode, "taxonomy-node"),
        ("taxonomy/<int:category_id>/properties", taxonomy.TaxonomyProperties, "taxonomy-properties"),
        ("listings", listings.EtsyListings, "etsy-listings"),
        ("listings/import", listings.ListingsImport, "listings-import"),
        ("listings/sync", syncing.ListingsSync, "listings-sync"),
        ("listings/<str:id>", listings.EtsyListing, "etsy-listing"),
        ("listings/<str:id>/activate", listings.ListingActivate, "listing-activate"),
        ("listings/<str:id>/renew", listings.ListingRenew, "listing-renew"),
        ("listings/<str:id>/inventory", inventories.ListingInventory, "listing-inventory"),
        ("listings/<str:id>/images", images.ListingImages, "listing-images"),
        ("listings/<str:id>/images/order", images.ListingImagesOrder, "listing-images-order"),
        ("listings/<str:id>/images/<int:image_id>", images.ListingImage, "listing-image"),
        ("alerts/low-stock", syncing.LowStock, "low-stock"),
        ("reviews", account_book.Reviews, "reviews"),
        ("ledger", account_book.Ledger, "ledger"),
    )
    return [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]
