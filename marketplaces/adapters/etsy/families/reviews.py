"""Review: read only."""

from collections.abc import Mapping

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families.paging import Page, page_of


def of_shop(client: EtsyClient, filters: Mapping[str, object], limit: int, offset: int) -> Page:
    """The newest first."""
    params = {**filters, "limit": limit, "offset": offset}
    return client.get(client.shop("reviews"), "getReviewsByShop", page_of, params)
