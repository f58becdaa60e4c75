"""A person installs our app in a shop, in the marketplace's own pages."""

from collections.abc import Mapping

from core import account_health, oauth_state
from core.history import record
from core.oauth_state import Asker
from marketplaces.actions.shops import accounts, connecting, logins
from marketplaces.actions.shops.selling_choices import start_checking
from marketplaces.actions.shops.webhooks import configure_if_possible
from marketplaces.interface import Capability, ShopInfo
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class, open_account


def begin(account: MarketplaceAccount, asker: Asker, redirect_uri: str, return_to: str = "") -> str:
    """The marketplace's address at which the person consents. Costs no call. Raises AuthFailed without an app key.

    `return_to`: the page of a separate front end that takes the answer; empty where it stays here.
    """
    with open_account(account) as adapter:
        # Asked with no state first: a shop that cannot be authorised leaves none behind.
        adapter.authorise_url("", redirect_uri)
        state = oauth_state.issue(account.marketplace, account.account_id, asker, return_to)
        return adapter.authorise_url(state, redirect_uri)


def finish(account: MarketplaceAccount, query: Mapping[str, str], redirect_uri: str, by: str) -> ShopInfo:
    """Turns what the marketplace appended to our address into stored tokens. Raises PartnerError, with nothing stored,
    when it is refused, and OtherShop when it answers for another shop than before."""
    logins.match_tokens(account, by)  # a later look must not take the new tokens for those of an app key of before
    with open_account(account) as adapter:
        info = adapter.accept_callback(query, redirect_uri)
    account.refresh_from_db()
    connecting.keep(account, info, by)
    record(account, "marketplace_account.authorised", by=by, data={"remote_id": info.remote_id})
    accounts.resume(account, by)
    account.refresh_from_db()
    account_health.note_ok(account)
    configure_if_possible(account, by)
    if Capability.CATEGORIES in adapter_class(account.marketplace).capabilities:
        start_checking(account, by)  # what is still needed there is seen without being asked for
    return info
