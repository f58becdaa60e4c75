"""Shop Shipping Profile, Processing Profile (readiness state), Return Policy, Section, Production Partner: the lists."""

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families.listings import page_rows
from marketplaces.adapters.etsy.families.paging import Page, all_rows, page_of
from marketplaces.adapters.etsy.values import Obj


def shipping_profiles(client: EtsyClient) -> list[Obj]:
    """Those of one listing alone may be missing: they are read by their number."""
    return client.get(client.shop("shipping-profiles"), "getShopShippingProfiles", page_rows)


def readiness_states(client: EtsyClient) -> list[Obj]:
    path = client.shop("readiness-state-definitions")

    def read(limit: int, offset: int) -> Page:
        params = {"limit": limit, "offset": offset}
        return client.get(path, "getShopReadinessStateDefinitions", page_of, params)

    return all_rows(read, "readiness_state_id")


def return_policies(client: EtsyClient) -> list[Obj]:
    return client.get(client.shop("policies/return"), "getShopReturnPolicies", page_rows)


def sections(client: EtsyClient) -> list[Obj]:
    return client.get(client.shop("sections"), "getShopSections", page_rows)


def production_partners(client: EtsyClient) -> list[Obj]:
    return client.get(client.shop("production-partners"), "getShopProductionPartners", page_rows)
