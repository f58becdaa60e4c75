"""Trying a shop: who the marketplace says we are, what we may do, what does not work, and what is wrong in words."""

import time
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core import account_health, credentials
from core.crypto import Secret, SecretError
from core.errors import HubError, PartnerError, RateLimited
from core.history import record
from marketplaces.actions.shops import logins
from marketplaces.interface import MarketplaceAdapter, SellingPlace, ShopInfo
from marketplaces.models import MarketplaceAccount
from marketplaces.reasons import ability_words, error_code, error_words
from marketplaces.registry import open_account, title


class OtherShop(HubError):  # noqa: N818 - says what is wrong
    """The marketplace answers for another shop than the one that this account was connected to."""


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """How a trial went. `took_ms` is the time of all its calls.

    On failure `code` is one of `marketplaces.reasons.ERRORS`, `title`, `cause` and `remedy` are its words, `detail` is
    what was reported. `warnings` are sentences about what works and still wants a look.
    """

    is_ok: bool
    took_ms: int
    info: ShopInfo | None = None
    token_masked: str = ""
    token_ends: datetime | None = None
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


def test_connection(account: MarketplaceAccount, by: str) -> ConnectionReport:
    """Gets a token if need be, asks who we are, and keeps what the marketplace says of the shop and of our rights.

    Never raises for what a marketplace answers, nor for a credential that is missing.
    """
    started = time.monotonic()
    report = _tried(account, by, started)
    record(account, "marketplace_account.tested", by=by, data={"ok": report.is_ok, "code": report.code})
    return report


# pytest collects functions called test_*, also where a test module imports them.
test_connection.__test__ = False  # type: ignore[attr-defined]


def connect(account: MarketplaceAccount, adapter: MarketplaceAdapter, by: str) -> ShopInfo:
    """Asks who we are and stores what is said. Raises OtherShop, and what the adapter raises."""
    info = adapter.connect()
    keep(account, info, by)
    return info


def keep(account: MarketplaceAccount, info: ShopInfo, by: str) -> None:
    """Stores what the marketplace says of the shop. Raises OtherShop, with the tokens forgotten: under another shop's
    address orders would be read twice and listings never found again."""
    account.refresh_from_db(fields=["remote_id", "location_id", "publication_ids"])
    if account.remote_id and info.remote_id and account.remote_id != info.remote_id:
        words = _("This account is connected to shop %(known)s, and %(marketplace)s answers for %(name)s (%(found)s).")
        said = words % {
            "known": account.remote_id,
            "marketplace": title(account.marketplace),
            "name": info.name or info.domain,
            "found": info.remote_id,
        }
        credentials.forget(account)
        account_health.needs_reconnect(account, said, by)
        raise OtherShop(said)
    values = _values(account, info)
    MarketplaceAccount.objects.filter(pk=account.pk).update(**values)
    for name, value in values.items():
        setattr(account, name, value)


def warnings_of(account: MarketplaceAccount, info: ShopInfo) -> tuple[str, ...]:
    """What works and still wants a look, in sentences."""
    said = [str(ability_words(ability)) for ability in info.lost_abilities]
    if info.missing_scopes:
        words = _("Rights that are missing: %(scopes)s. Give them to the app and connect again.")
        said.append(words % {"scopes": ", ".join(info.missing_scopes)})
    asked: str = getattr(settings, logins.setting_name(account.marketplace, "api_version"), "")
    if asked and info.served_version and info.served_version != asked:
        words = _("Version %(asked)s of the API was asked for and %(served)s answered: the one asked for has ended.")
        said.append(words % {"asked": asked, "served": info.served_version})
    if len(_active(info.locations)) > 1 and not account.location_id:
        said.append(_("Choose the location whose stock the hub sets: the shop has several."))
    if info.publications and not account.publication_ids:
        said.append(_("Choose where products are shown: until then published products are seen by nobody."))
    return tuple(said)


def _values(account: MarketplaceAccount, info: ShopInfo) -> dict[str, Any]:
    values: dict[str, Any] = {
        "scopes": list(info.scopes),
        "missing_scopes": list(info.missing_scopes),
        "lost_abilities": list(info.lost_abilities),
        "currency": info.currency[:3],
        "country": info.country[:2],
        "places": {"locations": _written(info.locations), "publications": _written(info.publications)},
    }
    if info.remote_id:
        values["remote_id"] = info.remote_id
    locations = _active(info.locations)
    if not account.location_id and len(locations) == 1:
        values["location_id"] = locations[0].place_id
    if not account.publication_ids and len(info.publications) == 1:
        values["publication_ids"] = [info.publications[0].place_id]
    return values


def _written(places: tuple[SellingPlace, ...]) -> list[dict[str, Any]]:
    return [{"id": place.place_id, "name": place.name, "is_active": place.is_active} for place in places]


def _active(places: tuple[SellingPlace, ...]) -> list[SellingPlace]:
    return [place for place in places if place.is_active]


def _tried(account: MarketplaceAccount, by: str, started: float) -> ConnectionReport:
    try:
        problems = logins.problems(account)
        if problems:
            return _failed(started, _of_form(problems))
        logins.match_tokens(account, by)
        with open_account(account) as adapter:
            info = connect(account, adapter, by)
    except OtherShop as error:
        return _with_token(account, _failed(started, _named("wrong_shop", str(error))))
    except HubError as error:
        if isinstance(error, PartnerError):
            account_health.note_failure(account, error)
        return _with_token(account, _failed(started, _of_error(error)))
    account.refresh_from_db(fields=["state"])
    account_health.note_ok(account)
    found = warnings_of(account, info)
    return _with_token(account, ConnectionReport(is_ok=True, took_ms=_since(started), info=info, warnings=found))


def _with_token(account: MarketplaceAccount, report: ConnectionReport) -> ConnectionReport:
    row = MarketplaceAccount.objects.get(pk=account.pk)
    token = row.credential("access_token") if row.way_to_connect == "pasted_token" else row.access_token
    try:
        shown = Secret(token.reveal()).masked
    except SecretError:
        shown = token.masked
    return replace(report, token_masked=shown, token_ends=row.access_expires_at)


def _of_form(problems: list[logins.Problem]) -> _Failure:
    code = "no_credentials" if any(problem.is_missing for problem in problems) else "wrong_key_form"
    return _named(code, " ".join(problem.words for problem in problems))


def _of_error(error: HubError) -> _Failure:
    """The words for what stopped the trial; what the marketplace itself said is the detail."""
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
