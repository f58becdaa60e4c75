"""`setting/get` and the balance."""

from typing import Any

from core.money import Money
from suppliers.adapters.cj.values import (
    CURRENCY,
    Misread,
    needed_money,
    number,
    obj,
    required,
    rows_or_none,
    text,
    whole,
    words,
)
from suppliers.interface import AccountInfo, Balance, Quota

_PERIODS = {"0": "total", "1": "year", "2": "quarter", "3": "month", "4": "day", "5": "hour"}


def account_info(data: Any) -> AccountInfo:
    found = obj(data)
    setting = found.get("setting") or {}
    callback = found.get("callback") or {}
    rate = number(obj(setting, "setting").get("qpsLimit"))
    return AccountInfo(
        remote_id=required(found, "openId"),
        name=text(found.get("openName")),
        email=text(found.get("openEmail")),
        calls_per_second=float(rate) if rate is not None and rate > 0 else None,
        quotas=tuple(_quotas(setting.get("quotaLimits"))),
        is_sandbox=found.get("isSandbox") in (True, 1, "1", "true"),
        webhook_urls=words(obj(callback, "callback").get("urls")),
        level=text(found.get("root")),
    )


def _quotas(given: Any) -> list[Quota]:
    """What cannot be read as an allowance is left out: it must not stop anybody from connecting."""
    found = []
    for row in rows_or_none(given, "quotaLimits"):
        limit, period = whole(row.get("quotaLimit")), _PERIODS.get(text(row.get("quotaType")))
        if limit is not None and period:
            found.append(Quota(text(row.get("quotaUrl")), limit, period))
    return found


def balance(data: Any) -> Balance:
    """What may be spent is the amount less what is frozen (not settled by the manual, and the careful reading)."""
    found = obj(data)
    amount = needed_money(found, "amount")
    held = number(found.get("freezeAmount"))
    if held is None and found.get("freezeAmount") is not None:
        raise Misread("freezeAmount is no amount")
    frozen = Money(held, CURRENCY) if held is not None else None
    return Balance(available=amount - frozen if frozen else amount, frozen=frozen)
