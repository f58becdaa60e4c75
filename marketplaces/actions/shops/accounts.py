"""The shops: those of the console and the one of the environment, and what staff do with them."""

import logging

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import credentials
from core.account_control import close_breaker, forget_tokens, left_alone_until, pause, resume
from core.errors import HubError
from core.history import record
from core.states import move
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.shops.logins import environment_of, is_simulated, match_tokens, plain_address, setting_name
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class, canonical, open_account, title

__all__ = [
    "NoAccount",
    "accounts_of",
    "close_breaker",
    "default_account",
    "disconnect",
    "environment_account",
    "forget_tokens",
    "left_alone_until",
    "pause",
    "resume",
]

logger = logging.getLogger(__name__)
_State = MarketplaceAccount.State
_Way = MarketplaceAccount.WayToConnect
_CREDENTIALS = ("shop_address", "api_key", "api_secret", "access_token")


class NoAccount(NotPossible):
    """There is no shop at this marketplace that could be used."""


def environment_account(slug: str) -> MarketplaceAccount | None:
    """The row of the shop that the environment describes, made or brought up to date; None where it names none.

    The row holds no credential: those stay in the environment. A shop that has a row of its own already is not made
    twice.
    """
    slug = canonical(slug)
    given = environment_of(slug)
    if not any(given.get(name) for name in _CREDENTIALS):
        return None
    wanted = {
        "shop_address": plain_address(given.get("shop_address", "")),
        "api_key": given.get("api_key", ""),
        "way_to_connect": _way(slug, given),
        "redirect_name": given.get("redirect_name", ""),
        "site": given.get("site", ""),
        "mode": MarketplaceAccount.Mode.SIMULATED if is_simulated(slug) else MarketplaceAccount.Mode.LIVE,
    }
    account = MarketplaceAccount.objects.filter(marketplace=slug, from_environment=True).first()
    if _is_taken(slug, wanted["shop_address"], account):
        return account
    if account is None:
        account = _made(slug, wanted)
    stale = {name: value for name, value in wanted.items() if getattr(account, name) != value}
    if stale:
        MarketplaceAccount.objects.filter(pk=account.pk).update(**stale)
        account.refresh_from_db()
    match_tokens(account, "environment")
    return account


def accounts_of(slug: str) -> list[MarketplaceAccount]:
    """All shops at a marketplace that are switched on, the environment's first."""
    slug = canonical(slug)
    own = environment_account(slug)
    rows = MarketplaceAccount.objects.filter(marketplace=slug, from_environment=False, is_active=True).order_by("pk")
    return [*([own] if own is not None and own.is_active else []), *rows]


def default_account(slug: str) -> MarketplaceAccount:
    """The shop that is meant where none is named: one in order before others, then the environment's. Raises
    NoAccount, with the words for what to do."""
    found = sorted(accounts_of(slug), key=lambda account: account.state in (_State.PAUSED, _State.NEEDS_RECONNECT))
    if not found:
        words = _("There is no %(marketplace)s shop: set %(setting)s, or add one in the console under Shops.")
        said = words % {"marketplace": title(slug), "setting": setting_name(canonical(slug), "shop_address")}
        raise NoAccount("no_account", said)
    return found[0]


def _way(slug: str, given: dict[str, str]) -> str:
    """A pasted token where there is one, else the first way that the marketplace knows."""
    if given.get("access_token"):
        return _Way.PASTED_TOKEN
    ways = adapter_class(slug).ways_to_connect
    return _Way(ways[0]) if ways else _Way.CLIENT_CREDENTIALS


def disconnect(account: MarketplaceAccount, by: str) -> None:
    """Forgets the tokens and pauses the shop: nothing is read or sent until somebody connects it again. Its orders,
    listings and the app's key stay; webhooks are still taken, since a person may ask to be forgotten. The marketplace is
    told where it can be; that it cannot be asked now keeps nobody from disconnecting."""
    if account.refresh_token:
        try:
            with open_account(account) as adapter:
                adapter.end_access()
        except HubError as error:
            logger.warning("%s is disconnected here, and the marketplace was not told: %s", account, error)
    with transaction.atomic():
        credentials.forget(account)
        MarketplaceAccount.objects.filter(pk=account.pk).update(webhook_url="")
        account.refresh_from_db()
        if account.state == _State.PAUSED:
            MarketplaceAccount.objects.filter(pk=account.pk).update(state_reason=_("Disconnected."))
        else:
            move(account, _State.PAUSED, by=by, why="disconnected", state_reason=_("Disconnected."))
        record(account, "marketplace_account.disconnected", by=by)
    account.refresh_from_db()


def _is_taken(slug: str, address: str, account: MarketplaceAccount | None) -> bool:
    if not address:
        return False
    others = MarketplaceAccount.objects.filter(marketplace=slug, shop_address=address)
    return (others.exclude(pk=account.pk) if account else others).exists()


def _made(slug: str, values: dict[str, str]) -> MarketplaceAccount:
    name = f"{title(slug)} (environment)"
    if MarketplaceAccount.objects.filter(name=name).exists():
        name = f"{name} {MarketplaceAccount.objects.count() + 1}"
    try:
        with transaction.atomic():
            return MarketplaceAccount.objects.create(marketplace=slug, from_environment=True, name=name, **values)
    except IntegrityError:  # another process was faster
        return MarketplaceAccount.objects.get(marketplace=slug, from_environment=True)
