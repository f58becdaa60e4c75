"""The account's settings, and where its pushes go."""

from typing import Any
from urllib.parse import urlsplit

from core.simulation import is_loopback, push
from suppliers.adapters.cj.simulator.account import Account, Hook
from suppliers.adapters.cj.simulator.envelopes import Refused, Reply
from suppliers.adapters.cj.simulator.routes import ROUTES, Asked, route
from suppliers.adapters.cj.simulator.world import World

REQUIRED = ("product", "stock", "order", "logistics")
TOPICS = (*REQUIRED, "makeup", "privateOrder")
ON, OFF = {"ENABLE", "ALL"}, {"CANCEL"}
A_DAY = 4
OWN_NAMES = {"localhost", "127.0.0.1", "::1"}


@route("GET", "setting/get")
def setting_get(world: World, asked: Asked) -> Reply:
    account = asked.caller
    quotas = [
        {"quotaUrl": f"/api2.0/v1/{path}", "quotaLimit": world.rules.daily_quota, "quotaType": A_DAY}
        for path in (ROUTES.table if world.rules.policy == "quota" else ())
    ]
    urls = sorted({hook.url for hook in account.hooks.values()})
    return Reply(
        {
            "openId": account.open_id,
            "openName": account.name,
            "openEmail": account.email,
            "setting": {"quotaLimits": quotas, "qpsLimit": account.calls_per_second},
            "callback": {"type": "ENABLE" if urls else "CANCEL", "urls": urls},
            "root": "GENERAL",
            "isSandbox": False,
        }
    )


@route("POST", "webhook/set", is_slow=True)
def webhook_set(world: World, asked: Asked) -> Reply:
    """All of it or nothing: every address is tried with an empty body first."""
    hooks: dict[str, Hook] = {}
    for topic in TOPICS:
        wanted = asked.body.get(topic)
        if wanted is None and topic not in REQUIRED:
            continue
        hook = _hook(topic, wanted)
        if hook is not None:
            hooks[topic] = hook
    for url in {hook.url for hook in hooks.values()}:
        _try(world, url)
    asked.caller.hooks = hooks
    return Reply(data=True)


@route("POST", "webhook/product/subscribe", points=10)
def subscribe(world: World, asked: Asked) -> Reply:
    """The outer answer is good even where all products fail."""
    account = asked.caller
    taken, failed = [], []
    for pid in asked.texts("productIds"):
        product = world.catalogue.products.get(pid)
        full = pid not in account.subscribed and len(account.subscribed) >= world.rules.subscription_cap
        if product is None or product.removed or full:
            failed.append(pid)
        else:
            account.subscribed.add(pid)
            taken.append(pid)
    return Reply({"successProductIds": taken, "failProductIds": failed, "subscribeAll": False})


@route("POST", "webhook/product/unsubscribe", points=10)
def unsubscribe(world: World, asked: Asked) -> Reply:
    account: Account = asked.caller
    names = asked.texts("productIds")
    gone = [pid for pid in names if pid in account.subscribed]
    account.subscribed.difference_update(gone)
    failed = [pid for pid in names if pid not in gone]
    return Reply({"successProductIds": gone, "failProductIds": failed, "subscribeAll": False})


@route("GET", "webhook/product/subscribe/list")
def subscribed(world: World, asked: Asked) -> Reply:
    return Reply({"productIds": sorted(asked.caller.subscribed), "subscribeAll": False})


def _hook(topic: str, wanted: Any) -> Hook | None:
    """None where the topic is to be switched off. Raises Refused."""
    kind = wanted.get("type") if isinstance(wanted, dict) else None
    if kind in OFF:
        return None
    urls = wanted.get("callbackUrls") if kind in ON else None
    if not isinstance(urls, list) or len(urls) != 1 or not isinstance(urls[0], str):
        raise Refused(1600300, f"Param error: {topic}")
    return Hook(urls[0])


def _try(world: World, url: str) -> None:
    """Raises Refused. An address outside of this machine is believed: nothing here may call it."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise Refused(1606001)
    if parts.hostname in OWN_NAMES and not world.rules.loopback_webhooks:
        raise Refused(1607001)
    if parts.scheme != "https" and not is_loopback(url):
        raise Refused(1607002)
    if is_loopback(url) and push(url, b"", {"Content-Type": "application/json"}) != 200:  # noqa: PLR2004 - HTTP OK
        raise Refused(1607003)
