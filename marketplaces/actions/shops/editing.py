"""Changing a shop's account: what is wrong with the form of a credential is said before any call, what changed is
written down, and an app's old secret stays good for the webhooks that are still under way."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.crypto import Secret, SecretError
from core.errors import HubError
from core.history import record
from marketplaces.actions.shops.accounts import forget_tokens
from marketplaces.actions.shops.logins import SECRETS, plain_address
from marketplaces.models import MarketplaceAccount
from marketplaces.registry import adapter_class

CHANGED = "marketplace_account.changed"
REPLACED = "marketplace_account.credentials_set"
OLD_SECRET_LASTS = timedelta(hours=24)
_ASKS_AGAIN = ("api_key", "shop_address", "way_to_connect", "mode")
_CREDENTIALS = ("shop_address", "api_key", "api_secret", "access_token", "redirect_name")
_LOCKED = ("shop_address",)  # once connected: listings and orders are that shop's
_TOKEN_FIELDS = ["access_token", "access_expires_at", "token_issued_at", "token_version"]


class BadCredentials(HubError):  # noqa: N818 - says what is wrong
    """`problems`: what is wrong with the form of which field, in plain words."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


def write_account(account: MarketplaceAccount, values: Mapping[str, Any], by: str) -> MarketplaceAccount:
    """Takes over these fields and saves. `access_token` is a pasted one. Makes no call.

    Raises BadCredentials for what has not the marketplace's form; then nothing is saved.
    """
    given = dict(values)
    if "shop_address" in given:
        given["shop_address"] = plain_address(given["shop_address"])
    if problems := form_problems(account, given):
        raise BadCredentials(problems)
    is_new = account.pk is None
    replaced = [name for name in SECRETS if given.get(name)]
    changed = [name for name in given if name not in SECRETS and getattr(account, name) != given[name]]
    token = given.pop("access_token", "")
    if given.get("api_secret"):
        retire_secret(account, account.api_secret, given["api_secret"])
    else:
        given.pop("api_secret", None)
    for name, value in given.items():
        setattr(account, name, value)
    with transaction.atomic():
        account.save()
        note_change(account, replaced=replaced, changed=[] if is_new else changed, by=by, is_new=is_new)
        if token:
            paste_token(account, token)
    return account


def form_problems(account: MarketplaceAccount, given: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with these values for this account, by field. Costs no call."""
    text = {name: str(given[name]) for name in _CREDENTIALS if given.get(name)}
    found = adapter_class(account.marketplace).credential_problems(text)
    problems = {name: words for name, words in found.items() if name in given}
    for name in _LOCKED:
        if name in given and account.remote_id and given[name] != getattr(account, name):
            problems[name] = _("A connected shop keeps its address: add another shop instead.")
    address = given.get("shop_address")
    if address and "shop_address" not in problems:
        same = MarketplaceAccount.objects.filter(marketplace=account.marketplace, shop_address=address)
        if same.exclude(pk=account.pk).exists():
            problems["shop_address"] = _("Another account has this shop already.")
    return problems


def retire_secret(account: MarketplaceAccount, before: Secret, new: str) -> None:
    """Keeps the secret of before, which `new` replaces, for what the marketplace signed with it. Saves nothing."""
    try:
        old = before.reveal()
    except SecretError:  # it could check no signature either
        old = ""
    if old and old != new:
        account.previous_secret = Secret(old)
        account.previous_secret_until = timezone.now() + OLD_SECRET_LASTS


def paste_token(account: MarketplaceAccount, token: str) -> None:
    """Stores a token that staff took from the marketplace; it ends when it is revoked there."""
    account.refresh_from_db(fields=["token_version"])
    account.access_token = Secret(token)
    account.access_expires_at = None
    account.token_issued_at = timezone.now()
    account.token_version += 1
    account.save(update_fields=_TOKEN_FIELDS)


def note_change(
    account: MarketplaceAccount, *, replaced: Sequence[str], changed: Sequence[str], by: str, is_new: bool
) -> None:
    """History; and tokens that were got for another app or shop are forgotten."""
    if replaced:
        last4 = {name: getattr(account, name).last4 for name in replaced if name == "api_secret"}
        record(account, REPLACED, by=by, data={"fields": list(replaced), "last4": last4})
    if changed:
        record(account, CHANGED, by=by, data={"fields": list(changed)})
    is_other = any(name in changed for name in _ASKS_AGAIN)
    if not is_new and is_other and account.state != MarketplaceAccount.State.PAUSED:
        forget_tokens(account, by)
