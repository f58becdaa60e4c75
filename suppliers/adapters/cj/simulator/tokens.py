"""Login, refresh, logout: pairs with ends of their own."""

import secrets
import time
from datetime import timedelta
from typing import Any

from suppliers.adapters.cj.simulator.account import Account, Pair
from suppliers.adapters.cj.simulator.clock import token_date
from suppliers.adapters.cj.simulator.envelopes import Refused, Reply
from suppliers.adapters.cj.simulator.routes import Asked, route
from suppliers.adapters.cj.simulator.world import World

LOGIN_WINDOW = 300
REFRESHES_PER_MINUTE = 5
CACHED_FOR = timedelta(hours=24)


@route("POST", "authentication/getAccessToken", needs_token=False)
def get_access_token(world: World, asked: Asked) -> Reply:
    account = world.accounts.get(asked.field("apiKey"))
    if account is None:
        raise Refused(1600005)
    now = world.clock.now()
    if world.rules.login == "cached":
        for pair in reversed(account.pairs):
            if now - pair.created < CACHED_FOR and pair.access_ends > now:
                return Reply({"openId": account.open_id} | _shown(pair))
    elif account.logged_in_at is not None and now.timestamp() - account.logged_in_at < LOGIN_WINDOW:
        raise Refused(1600200, f"Too Many Requests, QPS limit is 1 time/{LOGIN_WINDOW} second")
    account.logged_in_at = now.timestamp()
    return Reply({"openId": account.open_id} | _shown(_issue(world, account)))


@route("POST", "authentication/refreshAccessToken", needs_token=False)
def refresh_access_token(world: World, asked: Asked) -> Reply:
    found = world.pair_of(asked.field("refreshToken", most=2000), "refresh")
    if found is None or found[1].refresh_ends <= world.clock.now():
        raise Refused(1600003)
    account, pair = found
    at = time.monotonic()
    while account.refreshes and account.refreshes[0] <= at - 60:
        account.refreshes.popleft()
    if len(account.refreshes) >= REFRESHES_PER_MINUTE:
        raise Refused(1600200, f"Too Many Requests, QPS limit is {REFRESHES_PER_MINUTE} time/1minute")
    account.refreshes.append(at)
    # The refresh token's own end stays: a refresh does not lengthen it.
    return Reply(_shown(_issue(world, account, pair)))


@route("POST", "authentication/logout")
def logout(world: World, asked: Asked) -> Reply:
    account = asked.caller
    account.pairs = [pair for pair in account.pairs if pair.access != asked.token]
    return Reply(data=True)


@route("POST", "authentication/getAuthorizeUrl")
def get_authorize_url(world: World, asked: Asked) -> Reply:
    asked.field("email", 100)
    asked.field("userName", 40)
    address = (
        f"https://cjdropshipping.com/apiAuthorization.html?secretKey={secrets.token_hex(8).upper()}&type=autoCreate"
    )
    if world.rules.nested_authorize:
        return Reply({"code": 200, "result": True, "message": "Success", "data": address})
    return Reply(address)


@route("POST", "authentication/exchangeAccessToken")
def exchange_access_token(world: World, asked: Asked) -> Reply:
    """Partner accounts alone are given codes; this one never is."""
    asked.field("code", 100)
    raise Refused(1600009)


def expire_tokens(account: Account, world: World, *, refresh_too: bool = False) -> None:
    """Ends all pairs of the account now, as their dates would."""
    for pair in account.pairs:
        pair.access_ends = world.clock.now()
        if refresh_too:
            pair.refresh_ends = world.clock.now()


def _issue(world: World, account: Account, old: Pair | None = None) -> Pair:
    account.issued += 1
    now = world.clock.now()
    name = f"API@{account.key.partition('@')[0]}@CJ:eyJhbGciOiJIUzI1NiJ9"
    pair = Pair(
        access=f"{name}.{secrets.token_hex(12)}-access-{account.issued}",
        access_ends=now + timedelta(days=world.rules.access_days),
        refresh=f"{name}.{secrets.token_hex(12)}-refresh-{account.issued}",
        refresh_ends=old.refresh_ends if old else now + timedelta(days=world.rules.refresh_days),
        created=now,
    )
    if old is not None:
        account.pairs.remove(old)
    account.pairs.append(pair)
    return pair


def _shown(pair: Pair) -> dict[str, Any]:
    return {
        "accessToken": pair.access,
        "accessTokenExpiryDate": token_date(pair.access_ends),
        "refreshToken": pair.refresh,
        "refreshTokenExpiryDate": token_date(pair.refresh_ends),
        "createDate": token_date(pair.created),
    }
