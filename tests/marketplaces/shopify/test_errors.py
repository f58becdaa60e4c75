"""The tables of codes are closed, and each row of them means what stands here."""

import pytest

from core.errors import AuthFailed, NotFound, OutcomeUnknown, PartnerDown, RateLimited, Rejected
from marketplaces.adapters.shopify.documents import all_documents, document
from marketplaces.adapters.shopify.errors import (
    CODES,
    STATUSES,
    USER_CODES,
    row_for_code,
    row_for_status,
    row_for_user_code,
    verdict_of,
)

STATUS_MEANINGS = {
    400: Rejected, 401: AuthFailed, 402: Rejected, 403: AuthFailed, 404: Rejected, 406: Rejected, 413: Rejected,
    422: Rejected, 423: Rejected, 429: RateLimited, 430: RateLimited,
}  # fmt: skip
TOP_MEANINGS = {
    "THROTTLED": RateLimited,
    "MAX_COST_EXCEEDED": Rejected,
    "ACCESS_DENIED": Rejected,
    "SHOP_INACTIVE": Rejected,
    "INTERNAL_SERVER_ERROR": PartnerDown,
    "BAD_REQUEST": Rejected,
    "INVALID_FIELD_ARGUMENTS": Rejected,
}
USER_MEANINGS = {
    "CHANGE_FROM_QUANTITY_STALE": Rejected,
    "IDEMPOTENCY_CONCURRENT_REQUEST": RateLimited,
    "IDEMPOTENCY_KEY_PARAMETER_MISMATCH": Rejected,
    "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED": Rejected,
    "INVALID_INVENTORY_ITEM": Rejected,
    "INVALID_LOCATION": Rejected,
    "INVALID_QUANTITY_NEGATIVE": Rejected,
    "INVALID_QUANTITY_TOO_HIGH": Rejected,
    "INTERNAL_ERROR": PartnerDown,
    "NOT_FOUND": NotFound,
    "NO_REFUND_PERMISSION": Rejected,
    "PRODUCT_DOES_NOT_EXIST": NotFound,
    "PRODUCT_VARIANT_DOES_NOT_EXIST": NotFound,
    "ID_NOT_ALLOWED": Rejected,
    "OPERATION_IN_PROGRESS": RateLimited,
}


def test_the_tables_hold_these_codes_and_no_others():
    assert {code: row.kind for code, row in STATUSES.items()} == STATUS_MEANINGS
    assert {code: row.kind for code, row in CODES.items()} == TOP_MEANINGS
    assert {code: row.kind for code, row in USER_CODES.items()} == USER_MEANINGS


@pytest.mark.parametrize(
    "row", [*STATUSES.values(), *CODES.values(), *USER_CODES.values()], ids=lambda row: row.meaning
)
def test_each_row_has_words(row):
    assert row.meaning


@pytest.mark.parametrize("code", ["INTERNAL_SERVER_ERROR"])
def test_an_unclear_error_leaves_a_change_open(code):
    assert verdict_of(row_for_code(code), once=True) is OutcomeUnknown
    assert verdict_of(row_for_code(code), once=False) is PartnerDown


def test_an_unclear_user_error_leaves_a_change_open():
    assert verdict_of(row_for_user_code("INTERNAL_ERROR"), once=True) is OutcomeUnknown


def test_what_is_not_in_a_table_is_a_refusal():
    assert row_for_code("SOMETHING_NEW").kind is Rejected
    assert row_for_user_code("SOMETHING_NEW").kind is Rejected
    assert row_for_status(418).kind is Rejected


@pytest.mark.parametrize("status", [200, 301, 500, 502, 503])
def test_other_statuses_keep_https_own_meaning(status):
    assert row_for_status(status) is None


def test_changes_without_a_key_are_sent_once_and_those_with_one_may_be_repeated():
    once = {each.name for each in all_documents() if each.once}
    repeated = {each.name for each in all_documents() if each.is_mutation and not each.once}
    assert once == {
        "FulfillmentCreate", "FulfillmentEventCreate", "FulfillmentTrackingInfoUpdate", "OrderCancel", "ProductSet",
        "ProductStatus", "ProductVariantsBulkUpdate", "PublishablePublish", "WebhookSubscriptionCreate",
        "WebhookSubscriptionUpdate",
    }  # fmt: skip
    assert repeated == {"InventoryActivate", "InventorySetQuantities"}
    assert not any(each.once for each in all_documents() if not each.is_mutation)


def test_a_document_comes_with_its_fragments():
    text = document("orders_page").text
    assert text.startswith("query OrdersPage")
    assert "fragment OrderFields on Order" in text
    assert "fragment LineFields on LineItem" in text
