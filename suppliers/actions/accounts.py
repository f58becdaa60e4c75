"""The accounts at suppliers: those of the console and the one of the environment, and what staff do with them."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.account_control import breaker_key, close_breaker, forget_tokens, left_alone_until, pause, resume
from suppliers.actions.connecting import ConnectionReport, connect, test_connection
from suppliers.actions.errors import NotPossible
from suppliers.actions.logins import environment_of, is_simulated, match_tokens, setting_name
from suppliers.models import SupplierAccount
from suppliers.registry import canonical, title

__all__ = [
    "ConnectionReport",
    "NoAccount",
    "accounts_of",
    "breaker_key",
    "close_breaker",
    "connect",
    "default_account",
    "environment_account",
    "forget_tokens",
    "left_alone_until",
    "pause",
    "resume",
    "test_connection",
]

_State = SupplierAccount.State
_CREDENTIALS = ("api_key", "api_secret", "client_id", "client_secret")


class NoAccount(NotPossible):
    """There is no account at this supplier that could be used."""


def environment_account(slug: str) -> SupplierAccount | None:
    """The row of the account that the environment describes, made or brought up to date; None where it names none.

    The row holds no credential: those stay in the environment. Tokens of other credentials are forgotten.
    """
    slug = canonical(slug)
    given = environment_of(slug)
    if not any(given.get(name) for name in _CREDENTIALS):
        return None
    wanted = {
        "email": given.get("email", ""),
        "tier": given.get("tier", ""),
        "mode": SupplierAccount.Mode.SIMULATED if is_simulated(slug) else SupplierAccount.Mode.LIVE,
    }
    account = SupplierAccount.objects.filter(supplier=slug, from_environment=True).first()
    if account is None:
        account = _made(slug, wanted)
    if wanted["mode"] == SupplierAccount.Mode.LIVE and account.mode == SupplierAccount.Mode.SANDBOX:
        wanted["mode"] = account.mode  # the supplier said so itself
    stale = {name: value for name, value in wanted.items() if getattr(account, name) != value}
    if stale:
        SupplierAccount.objects.filter(pk=account.pk).update(**stale)
        account.refresh_from_db()
    match_tokens(account, "environment")
    return account


def accounts_of(slug: str) -> list[SupplierAccount]:
    """All accounts at a supplier that are switched on, the environment's first."""
    slug = canonical(slug)
    own = environment_account(slug)
    rows = SupplierAccount.objects.filter(supplier=slug, from_environment=False, is_active=True).order_by("pk")
    return [*([own] if own is not None and own.is_active else []), *rows]


def default_account(slug: str) -> SupplierAccount:
    """The account that is meant where none is named: one in order before others, then the environment's. Raises
    NoAccount, with the words for what to do."""
    found = sorted(accounts_of(slug), key=lambda account: account.state in (_State.PAUSED, _State.NEEDS_RECONNECT))
    if not found:
        raise NoAccount(
            "no_account",
            _("There is no %(supplier)s account: set %(setting)s, or add one in the console under Suppliers.")
            % {"supplier": title(slug), "setting": setting_name(canonical(slug), "api_key")},
        )
    return found[0]


def _made(slug: str, values: dict[str, str]) -> SupplierAccount:
    name = f"{title(slug)} (environment)"
    if SupplierAccount.objects.filter(name=name).exists():
        name = f"{name} {SupplierAccount.objects.count() + 1}"
    try:
        with transaction.atomic():
            return SupplierAccount.objects.create(supplier=slug, from_environment=True, name=name, **values)
    except IntegrityError:  # another process was faster
        return SupplierAccount.objects.get(supplier=slug, from_environment=True)
