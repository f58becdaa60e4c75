"""Changing an account: what is wrong with the form of a credential is said before any call, what changed is written down."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from core.errors import HubError
from core.history import record
from suppliers.actions.accounts import forget_tokens
from suppliers.models import SupplierAccount
from suppliers.registry import adapter_class

SECRETS = ("api_key", "api_secret", "platform_token")
CHANGED = "supplier_account.changed"
REPLACED = "supplier_account.credentials_set"


class BadCredentials(HubError):  # noqa: N818 - says what is wrong
    """`problems`: what is wrong with the form of which field, in plain words."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


def write_account(account: SupplierAccount, values: Mapping[str, Any], by: str) -> SupplierAccount:
    """Takes over these fields, halves of a key included (`client_id`, `client_secret`), and saves. Makes no call.

    Raises BadCredentials for what has not the supplier's form; then nothing is saved.
    """
    given = _joined(account.supplier, dict(values))
    text = {name: str(given[name]) for name in (*SECRETS, "email") if given.get(name)}
    problems = adapter_class(account.supplier).credential_problems(text)
    if problems := {name: words for name, words in problems.items() if name in given}:
        raise BadCredentials(problems)
    is_new = account.pk is None
    replaced = [name for name in SECRETS if given.get(name)]
    changed = [name for name in given if name not in SECRETS and getattr(account, name) != given[name]]
    for name, value in given.items():
        setattr(account, name, value)
    with transaction.atomic():
        account.save()
        note_change(account, replaced=replaced, changed=[] if is_new else changed, by=by, is_new=is_new)
    return account


def note_change(
    account: SupplierAccount, *, replaced: Sequence[str], changed: Sequence[str], by: str, is_new: bool
) -> None:
    """History; and tokens that were got with the old credentials, or elsewhere, are forgotten."""
    if replaced:
        last4 = {name: getattr(account, name).last4 for name in replaced if name in SECRETS}
        record(account, REPLACED, by=by, data={"fields": list(replaced), "last4": last4})
    if changed:
        record(account, CHANGED, by=by, data={"fields": list(changed)})
    if not is_new and (replaced or "mode" in changed) and account.state != SupplierAccount.State.PAUSED:
        forget_tokens(account, by)


def _joined(slug: str, given: dict[str, Any]) -> dict[str, Any]:
    halves = given.pop("client_id", ""), given.pop("client_secret", "")
    if not any(halves):
        return given
    supplier = adapter_class(slug)
    if not supplier.joins_halves:
        raise BadCredentials({"client_id": "This supplier's key has no halves."})
    if given.get("api_key"):
        raise BadCredentials({"api_key": "Give the key whole or in two halves, not both."})
    if not all(halves):
        missing = "client_secret" if halves[0] else "client_id"
        raise BadCredentials({missing: "The other half of the key is missing."})
    try:
        return {**given, "api_key": supplier.join_halves(*halves)}
    except ValueError as error:
        raise BadCredentials({"client_id": str(error)}) from error
