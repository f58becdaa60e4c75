"""The list of what a seller needs before the first listing."""

from collections.abc import Iterator

from marketplaces.adapters.ebay.client import EbayClient
from marketplaces.adapters.ebay.families import account
from marketplaces.adapters.ebay.mapper.offers import LOCATION
from marketplaces.adapters.ebay.preparing.choices import selling_settings
from marketplaces.interface import ReadinessCheck

POLICIES_PROGRAM, HIDING_PROGRAM = "SELLING_POLICY_MANAGEMENT", "OUT_OF_STOCK_CONTROL"


def readiness(client: EbayClient) -> tuple[ReadinessCheck, ...]:
    """A chosen policy or location counts only while the account's site has it: one of another site's would pass until
    the last step of publishing."""
    return tuple(_checks(client))


def _checks(client: EbayClient) -> Iterator[ReadinessCheck]:
    said = account.privileges(client).get("sellerRegistrationCompleted")
    yield ReadinessCheck("registered", said if isinstance(said, bool) else None)
    joined = account.programs(client)
    yield ReadinessCheck("selling_policies", POLICIES_PROGRAM in joined, values={"program": POLICIES_PROGRAM})
    yield ReadinessCheck(
        "out_of_stock_control", HIDING_PROGRAM in joined, is_required=False, values={"program": HIDING_PROGRAM}
    )
    chosen = client.account.selling_settings
    wrong = [
        setting.name
        for setting in selling_settings(client)
        if str(chosen.get(setting.name, "")) not in {choice.value for choice in setting.choices}
    ]
    missing = [name for name in wrong if name != LOCATION]
    yield ReadinessCheck("policies", not missing, values={"missing": ", ".join(missing)} if missing else {})
    yield ReadinessCheck("location", LOCATION not in wrong)
    is_told = client.account.webhooks_checked_at is not None
    yield ReadinessCheck("alert_email", is_told or bool(client.identity.alert_email), is_required=False)
    yield ReadinessCheck("notifications", is_told, is_required=False)
