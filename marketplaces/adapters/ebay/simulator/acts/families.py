"""The APIs that are served: base path, scopes, error domain, calls a day, hosts."""

from marketplaces.adapters.ebay.simulator.calls import Family

INVENTORY = Family("/sell/inventory/v1", ("sell.inventory",), "API_INVENTORY", 2_000_000)
ACCOUNT = Family("/sell/account/v1", ("sell.account",), "API_ACCOUNT", 25_000)
FULFILLMENT = Family("/sell/fulfillment/v1", ("sell.fulfillment",), "API_FULFILLMENT", 100_000)
DISPUTE = Family(
    "/sell/fulfillment/v1", ("sell.payment.dispute",), "API_FULFILLMENT", 250_000, ("apiz",), "sell.payment_dispute"
)
TAXONOMY = Family("/commerce/taxonomy/v1", ("",), "API_TAXONOMY", 5_000)
METADATA = Family("/sell/metadata/v1", ("",), "API_METADATA", 5_000)
MEDIA = Family("/commerce/media/v1_beta", ("sell.inventory",), "API_MEDIA", 1_000_000, ("apim", "api"))
MARKETING = Family("/sell/marketing/v1", ("sell.marketing",), "API_MARKETING", 100_000)
ANALYTICS = Family("/sell/analytics/v1", ("sell.analytics",), "API_ANALYTICS", 400)
NOTIFICATION = Family("/commerce/notification/v1", ("",), "API_NOTIFICATION", 10_000)
IDENTITY = Family("/commerce/identity/v1", ("commerce.identity",), "API_IDENTITY", 10_000, ("apiz",))
LIMITS = Family("/developer/analytics/v1_beta", ("",), "API_ANALYTICS", 5_000)
KEYS = Family("/developer/key_management/v1", ("",), "API_KEY_MANAGEMENT", 1_000, ("apiz",))
