"""A person allows the hub to act for an account, in the supplier's own pages."""

from core import account_health, oauth_state
from core.history import record
from core.oauth_state import Asker
from suppliers.actions import logins
from suppliers.interface import AccountInfo
from suppliers.models import SupplierAccount
from suppliers.registry import open_account


def begin(account: SupplierAccount, asker: Asker, redirect_uri: str) -> str:
    """The supplier's address at which the person consents. Costs no call. Raises AuthFailed without an app key."""
    with open_account(account) as adapter:
        # Asked with no state first: an account that cannot be authorised leaves none behind.
        adapter.authorise_url("", redirect_uri)
        state = oauth_state.issue(account.supplier, account.account_id, asker)
        return adapter.authorise_url(state, redirect_uri)


def finish(account: SupplierAccount, code: str, by: str) -> AccountInfo:
    """Turns the code of the consent into stored tokens. Raises PartnerError, with nothing stored, when it is refused."""
    logins.match_tokens(account, by)  # a later look must not take the new tokens for those of an app key of before
    with open_account(account) as adapter:
        info = adapter.accept_code(code)
    account.refresh_from_db()
    record(account, "supplier_account.authorised", by=by, data={"remote_id": info.remote_id})
    account_health.note_ok(account)
    return info
