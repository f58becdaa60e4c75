"""Each code that buying leaves behind has its words."""

import pytest

from core import errors
from core.budget import BudgetSpent
from core.models import Event
from suppliers import reasons
from suppliers.actions.errors import NotPossible
from suppliers.actions.offers import OFFER_MOVES, WHY_NOT
from suppliers.actions.previewing import BLOCKING


@pytest.mark.parametrize(
    ("kind", "code", "title"),
    [
        (errors.PartnerDown, "partner_down", "API connection error"),
        (errors.TimedOut, "timeout", "The supplier did not answer in time"),
        (errors.RateLimited, "rate_limited", "Rate limit exceeded"),
        (errors.HeldBack, "held_back", "The supplier is left in peace"),
        (BudgetSpent, "budget_spent", "The day's allowance is used up"),
        (errors.AuthFailed, "auth_failed", "Authentication failed"),
        (errors.NotFound, "not_found", "Product not found"),
        (errors.BadPayload, "not_understood", "Answer not understood"),
        (errors.Unsupported, "unsupported", "Not offered by this supplier"),
        (errors.OutcomeUnknown, "outcome_unknown", "The outcome is not known"),
        (errors.Rejected, "refused", "The supplier refused"),
    ],
)
def test_each_kind_of_error_has_a_title_a_cause_and_a_remedy(kind, code, title):
    error = kind("shelf", "product", code="1600000")

    words = reasons.error_words(error)

    assert reasons.error_code(error) == code
    assert str(words.title) == title
    assert words.cause
    assert words.remedy


def test_the_partners_error_behind_one_of_ours_is_told():
    error = RuntimeError("import")
    error.__cause__ = errors.NotFound("shelf", "product")

    assert reasons.error_code(error) == "not_found"
    assert reasons.error_code(RuntimeError()) == "unexpected"


def test_an_actions_own_refusal_says_what_is_wrong():
    assert reasons.error_words(NotPossible("no_category", category=7)).title == "There is no category #7."


@pytest.mark.parametrize("code", ["token_expired", "wrong_key_form", "no_credentials", "not_imported", "paused"])
def test_what_is_found_out_without_a_call_has_words_too(code):
    assert reasons.error_words(code).remedy


def test_no_code_of_a_preview_a_stock_line_or_a_match_is_without_words():
    assert set(reasons.PROBLEMS) >= BLOCKING
    assert set(reasons.STOCK_REASONS) >= {code for code in WHY_NOT.values() if code}
    assert reasons.match_words(("same_sku", "same_options")) == "same SKU, same options"
    assert reasons.stock_words("stale") == "Too old to be sold on."
    assert reasons.ignored_words("not_ours") == "It is about nothing that is linked to a product of ours."
    assert reasons.problem_words("never heard of") == "never heard of"


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        (
            "supplier_product.cost_changed",
            {"cost": ["5.0000", "6.2500"], "currency": ["USD", "USD"]},
            "Cost 5.0000 → 6.2500 USD",
        ),
        ("supplier_product.ranked", {"rank": [3, 1]}, "Rank 3 → 1"),
        ("supplier_product.disabled", {"code": "disabled", "why": "too slow"}, "Switched off: too slow"),
        ("supplier_product.disabled", {"code": "rejected"}, "Rejected: it is not the same thing"),
        ("supplier_product.confirmed", {"code": "found_again"}, "Found again at the supplier"),
        ("product_group.variants_added", {"count": 3}, "3 variants imported"),
    ],
)
def test_history_is_told_in_sentences(kind, data, sentence):
    assert reasons.read_history([Event(pk=1, kind=kind, data=data)]) == {1: sentence}


def test_each_move_of_an_offer_has_a_sentence():
    moved = {f"supplier_product.{to}" for _, to in OFFER_MOVES.moves}

    assert moved <= set(reasons.HISTORY)
