"""The addresses of selling at eBay: settings, policies, locations, categories, listings, groups and pictures."""

from django.urls import URLPattern, path

from marketplaces.api.ebay import groups, listing_batches, listings, locations, policies, settings, taxonomy, validating
from marketplaces.api.listings import ActiveListings


def addresses(slug: str) -> list[URLPattern]:
    views = (
        ("settings/<str:site>", settings.Settings, "settings"),
        ("policies/sync", policies.PoliciesSync, "policies-sync"),
        ("policies/fulfillment", policies.FulfillmentPolicies, "fulfillment-policies"),
        ("policies/payment", policies.PaymentPolicies, "payment-policies"),
        ("policies/return", policies.ReturnPolicies, "return-policies"),
        ("policies/fulfillment/<str:policy_id>", policies.FulfillmentPolicy, "fulfillment-policy"),
        ("policies/payment/<str:policy_id>", policies.PaymentPolicy, "payment-policy"),
        ("policies/return/<str:policy_id>", policies.ReturnPolicy, "return-policy"),
        ("locations", locations.Locations, "locations"),
        ("locations/sync", locations.LocationsSync, "locations-sync"),
        ("locations/<str:key>", locations.Location, "location"),
        ("locations/<str:key>/enable", locations.LocationEnable, "location-enable"),
        ("locations/<str:key>/disable", locations.LocationDisable, "location-disable"),
        ("taxonomy/<str:site>/tree", taxonomy.Tree, "taxonomy-tree"),
        ("taxonomy/<str:site>/suggestions", taxonomy.Suggestions, "taxonomy-suggestions"),
        ("taxonomy/<str:site>/categories/<str:category_id>/aspects", taxonomy.Aspects, "taxonomy-aspects"),
        ("taxonomy/<str:site>/categories/<str:category_id>/conditions", taxonomy.Conditions, "taxonomy-conditions"),
        ("taxonomy/<str:site>/categories/<str:category_id>/regulatory", taxonomy.Regulations, "taxonomy-regulatory"),
        ("listings", listings.EbayListings, "ebay-listings"),
        ("listings/validate", validating.ListingValidate, "listing-validate"),
        ("listings/push-price-stock", listing_batches.PushPriceStock, "listings-push"),
        ("listings/bulk-publish", listing_batches.BulkPublish, "listings-bulk-publish"),
        ("listings/fees", listing_batches.Fees, "listings-fees"),
        ("listings/import", listing_batches.Import, "listings-import"),
        ("listings/migrate", listing_batches.Migrate, "listings-migrate"),
        ("listings/active", ActiveListings, "ebay-listings-active"),  # before the next, which would take it for an id
        ("listings/<str:id>", listings.EbayListing, "ebay-listing"),
        ("listings/<str:id>/publish", listings.ListingPublish, "listing-publish"),
        ("listings/<str:id>/withdraw", listings.ListingWithdraw, "listing-withdraw"),
        ("listings/<str:id>/relist", listings.ListingRelist, "listing-relist"),
        ("listings/<str:id>/push-content", listings.ListingPushContent, "listing-push-content"),
        ("listings/<str:remote_id>/link", listing_batches.Link, "listing-link"),
        ("groups/<str:key>", groups.Group, "group"),
        ("groups/<str:key>/publish", groups.GroupPublish, "group-publish"),
        ("groups/<str:key>/withdraw", groups.GroupWithdraw, "group-withdraw"),
        ("images", groups.Images, "images"),
    )
    return [path(f"{slug}/{route}", view.as_view(partner=slug), name=f"{slug}-{name}") for route, view, name in views]
