"""What `manage.py doctor` says of the suppliers' accounts: credentials, tokens, states. It makes no call."""

from collections.abc import Iterator

from django.utils import timezone

from core import breaker
from core.crypto import SecretError
from core.doctor import State, examiner
from suppliers.actions import logins
from suppliers.actions.accounts import accounts_of, breaker_key
from suppliers.models import SupplierAccount
from suppliers.reasons import error_words
from suppliers.registry import slugs, title

_Finding = tuple[State, str, str]


@examiner("suppliers", needs_database=True)
def examine_suppliers() -> Iterator[_Finding]:
    for slug in slugs():
        found = accounts_of(slug)
        if not found:
            yield State.OK, f"{title(slug)}: there is no account.", ""
        for account in found:
            yield _of_account(account)


def _of_account(account: SupplierAccount) -> _Finding:
    name = f"{title(account.supplier)}, account “{account.name}”"
    try:
        problems = logins.problems(account)
    except SecretError as error:
        return State.BROKEN, f"{name}: {error}", "See 'keys' and 'secrets' above."
    if problems:
        said = " ".join(problem.words for problem in problems)
        return State.BROKEN, f"{name}: {said}", "docs/suppliers.md tells how to connect it."
    return _of_state(account, name)


def _of_state(account: SupplierAccount, name: str) -> _Finding:
    if account.state == SupplierAccount.State.NEEDS_RECONNECT:
        words = error_words("token_expired")
        said = f"{words.title}: {name} must be authorised again: {account.state_reason or 'refused'}."
        return State.BROKEN, said, str(words.remedy)
    if account.state == SupplierAccount.State.PAUSED:
        return (
            State.WARNING,
            f"{name} is paused: {account.state_reason or 'no reason given'}.",
            "Resume it in the console.",
        )
    if account.state == SupplierAccount.State.NEW:
        remedy = f"Run 'manage.py test_supplier_connection {account.supplier}', or authorise it in the console."
        return State.WARNING, f"{name} was never connected.", remedy
    held = breaker.reading(breaker_key(account))
    if held is not None and held.open_until is not None and held.open_until > timezone.now():
        return State.WARNING, f"{name} is left alone after many failures until {held.open_until:%H:%M} UTC.", ""
    ends = f" until {account.access_expires_at:%Y-%m-%d}" if account.access_expires_at else ""
    return State.OK, f"{name} is connected, its token good{ends}.", ""
