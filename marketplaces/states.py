"""Which moves a shop and a listing may make, each with the code that history keeps."""

from core.models import PartnerAccount
from core.states import Transitions

_S = PartnerAccount.State

ACCOUNT_MOVES = Transitions(
    "marketplaces.marketplaceaccount",
    {
        (_S.NEW, _S.OK): "connected",
        (_S.NEW, _S.NEEDS_RECONNECT): "credentials_refused",
        (_S.NEW, _S.PAUSED): "paused_by_staff",
        (_S.OK, _S.NEEDS_RECONNECT): "credentials_refused",
        (_S.OK, _S.PAUSED): "paused_by_staff",
        (_S.OK, _S.NEW): "tokens_forgotten",
        (_S.NEEDS_RECONNECT, _S.OK): "authorised_again",
        (_S.NEEDS_RECONNECT, _S.PAUSED): "paused_by_staff",
        (_S.NEEDS_RECONNECT, _S.NEW): "tokens_forgotten",
        (_S.PAUSED, _S.OK): "resumed_by_staff",
        (_S.PAUSED, _S.NEW): "resumed_by_staff",
    },
)

LISTING_MOVES = Transitions(
    "marketplaces.listing",
    {
        ("draft", "publishing"): "publish_asked",
        ("publishing", "active"): "published",
        ("publishing", "error"): "refused",
        ("publishing", "draft"): "given_back",
        ("error", "publishing"): "tried_again",
        ("error", "ended"): "given_up",
        ("active", "publishing"): "brought_up_to_date",
        ("active", "error"): "refused",
        ("active", "paused"): "paused_by_staff",
        ("active", "ended"): "ended",
        ("paused", "active"): "resumed_by_staff",
        ("paused", "publishing"): "publish_asked",
        ("paused", "ended"): "ended",
        ("ended", "publishing"): "publish_asked",
    },
)
