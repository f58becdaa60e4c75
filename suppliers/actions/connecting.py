"""Trying an account: who the supplier says we are, what it allows, and what is wrong in words."""

import time
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import account_health
from core.crypto import Secret, SecretError
from core.errors import HubError, PartnerError, RateLimited
from core.history import record
from suppliers.actions import logins
from suppliers.interface import AccountInfo, Balance, Capability, SupplierAdapter
from suppliers.models import SupplierAccount
from suppliers.reasons import error_code, error_words
from suppliers.registry import open_account, title


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """How a trial went. `took_ms` is the time of all its calls.

    On failure `code` is one of `suppliers.reasons.ERRORS`, `title`, `cause` and `remedy` are its words, `detail` is what
    was reported.
    `warnings` are sentences about what works and still wants a look. `calls_per_second` is None where neither the
    supplier nor the tier says.
    """

    is_ok: bool
    took_ms: int
    info: AccountInfo | None = None
    balance: Balance | None = None
    token_masked: str = ""
    token_ends: datetime | None = None
    refresh_ends: datetime | None = None
    calls_per_second: float | None = None
    warnings: tuple[str, ...] = ()
    code: str = ""
    title: str = ""
    cause: str = ""
    remedy: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Failure:
    code: str
    title: str
    cause: str
    remedy: str
    detail: str = field(default="")


def test_connection(account: SupplierAccount, by: str) -> ConnectionReport:
    """Log in if need be, ask who we are and what the balance is, and keep what the supplier said of limits.

    Never raises for what a supplier answers, nor for a credential that is missing. An account whose e-mail is another
    than the one staff expect must be authorised again: goods would be bought under somebody else's name.
    """
    started = time.monotonic()
    report = _tried(account, by, started)
    record(account, "supplier_account.tested", by=by, data={"ok": report.is_ok, "code": report.code})
    return report


# pytest collects functions called test_*, also where a test module imports them.
test_connection.__test__ = False  # type: ignore[attr-defined]


def connect(account: SupplierAccount, adapter: SupplierAdapter) -> AccountInfo:
    """Asks who we are and stores what the supplier says of the account: id, limits. Raises what the adapter raises."""
    info = adapter.connect()
    values: dict[str, Any] = {"limits": _limits(info)}
    if info.remote_id:
        values["remote_id"] = info.remote_id
    if info.calls_per_second:
        values["calls_per_second"] = info.calls_per_second
    if info.is_sandbox and account.mode == SupplierAccount.Mode.LIVE:
        values["mode"] = SupplierAccount.Mode.SANDBOX
    SupplierAccount.objects.filter(pk=account.pk).update(**values)
    for name, value in values.items():
        setattr(account, name, value)
    return info


def _tried(account: SupplierAccount, by: str, started: float) -> ConnectionReport:
    warnings: list[str] = []
    try:
        problems = logins.problems(account)
        if problems:
            return _failed(started, _of_form(problems))
        logins.match_tokens(account, by)
        with open_account(account) as adapter:
            info = connect(account, adapter)
            balance = _balance(adapter, warnings)
    except HubError as error:
        if isinstance(error, PartnerError):
            account_health.note_failure(account, error)
        return _with_token(account, _failed(started, _of_error(error)))
    other = _other_account(account, info)
    if other is not None:
        account_health.needs_reconnect(account, other.cause, by)
        return _with_token(account, replace(_failed(started, other), info=info))
    account_health.note_ok(account)
    return _with_token(
        account,
        ConnectionReport(is_ok=True, took_ms=_since(started), info=info, balance=balance, warnings=tuple(warnings)),
    )


def _balance(adapter: SupplierAdapter, warnings: list[str]) -> Balance | None:
    """The balance is a courtesy: an account that may not ask for it is connected all the same."""
    if not adapter.can(Capability.BALANCE):
        return None
    try:
        return adapter.balance()
    except PartnerError as error:
        warnings.append(_("The balance could not be read: %(error)s") % {"error": error})
        return None


def _with_token(account: SupplierAccount, report: ConnectionReport) -> ConnectionReport:
    row = SupplierAccount.objects.get(pk=account.pk)
    try:
        shown = Secret(row.access_token.reveal()).masked
    except SecretError:
        shown = row.access_token.masked
    return replace(
        report,
        token_masked=shown,
        token_ends=row.access_expires_at,
        refresh_ends=row.refresh_expires_at,
        calls_per_second=row.calls_per_second,
    )


def _limits(info: AccountInfo) -> dict[str, Any]:
    quotas = [asdict(quota) for quota in info.quotas]
    return {"calls_per_second": info.calls_per_second, "quotas": quotas, "level": info.level}


def _other_account(account: SupplierAccount, info: AccountInfo) -> _Failure | None:
    """Compared are letters, not case; a supplier that hides the address cannot be compared with."""
    expected, answered = logins.email_of(account).strip().casefold(), info.email.strip().casefold()
    if not expected or not answered or "*" in answered or expected == answered:
        return None
    said = _("The account is to be that of %(expected)s, and %(supplier)s answers for %(answered)s.")
    return _named(
        "wrong_account", said % {"expected": expected, "supplier": title(account.supplier), "answered": answered}
    )


def _of_form(problems: list[logins.Problem]) -> _Failure:
    code = "no_credentials" if any(problem.is_missing for problem in problems) else "wrong_key_form"
    return _named(code, " ".join(problem.words for problem in problems))


def _of_error(error: HubError) -> _Failure:
    """The words for what stopped the trial; what the supplier itself said is the detail."""
    code = "unreadable_secret" if isinstance(error, SecretError) else error_code(error)
    said = str(error)
    if isinstance(error, PartnerError):
        said = (error.message or error.meaning) + (f" ({error.code})" if error.code else "")
    if isinstance(error, RateLimited):
        said += " " + _("Try again in %(seconds)d seconds.") % {"seconds": round(error.retry_after) + 1}
    return replace(_named(code), detail=said)


def _named(code: str, cause: str = "") -> _Failure:
    """The words of a code; `cause` stands in for its general one."""
    words = error_words(code)
    return _Failure(code, str(words.title), cause or str(words.cause), str(words.remedy), cause)


def _failed(started: float, failure: _Failure) -> ConnectionReport:
    return ConnectionReport(is_ok=False, took_ms=_since(started), **asdict(failure))


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
