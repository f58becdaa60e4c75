"""Analytics API: what buyers did with the listings, and what eBay thinks of the seller. 100 calls a day for the whole
app: who asks keeps the answer."""

from collections.abc import Sequence
from datetime import date

from marketplaces.adapters.ebay.client import EbayClient, Family
from marketplaces.adapters.ebay.values import Obj, path_of, rows


def traffic(
    client: EbayClient, dimension: str, metrics: Sequence[str], first: date, last: date, listing_ids: Sequence[str] = ()
) -> Obj:
    """In columns: the header's metrics line up with each record's values."""
    parts = [
        f"marketplace_ids:{{{client.identity.site.code}}}",
        f"date_range:[{first:%Y%m%d}..{last:%Y%m%d}]",
        *([f"listing_ids:{{{'|'.join(listing_ids)}}}"] if listing_ids else []),
    ]
    query = {"dimension": dimension, "metric": ",".join(metrics), "filter": ",".join(parts)}
    return client.get(
        Family.ANALYTICS, "traffic_report", lambda given: given.body, operation="getTrafficReport", query=query
    )


def standards(client: EbayClient) -> list[Obj]:
    """Of every program that the seller is judged by, now and as it would be at the next judgement."""
    return client.get(
        Family.ANALYTICS,
        "seller_standards_profile",
        lambda given: rows(given.body.get("standardsProfiles"), "standardsProfiles"),
        operation="findSellerStandardsProfiles",
    )


def service_metric(client: EbayClient, kind: str, cycle: str) -> Obj:
    """Raises NotFound where eBay has no such figure of the seller."""
    return client.get(
        Family.ANALYTICS,
        path_of("customer_service_metric", kind, cycle),
        lambda given: given.body,
        operation="getCustomerServiceMetric",
        query={"evaluation_marketplace_id": client.identity.site.code},
    )
