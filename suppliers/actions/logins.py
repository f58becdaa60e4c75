"""What an account logs in with: whether it is complete, and whether its tokens still belong to it."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core import credentials
from core.history import record
from suppliers.models import SupplierAccount
from suppliers.registry import adapter_class

HALVES = ("client_id", "client_secret")
OPTIONAL = ("email", "platform_token")
_SETTING_ENDS = {"api_key": "API_KEY", "api_secret": "SECRET"}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def given(account: SupplierAccount) -> dict[str, str]:
    """The account's credentials in clear text, those alone that there are. Raises SecretError."""
    names = [*adapter_class(account.supplier).credential_fields, *HALVES]
    found = {name: account.credential(name).reveal() for name in names if name != "email"}
    found["email"] = email_of(account)
    return {name: text for name, text in found.items() if text}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a credential, as a sentence that names it."""

    words: str
    is_missing: bool = False


def problems(account: SupplierAccount) -> list[Problem]:
    """What is missing or has the wrong form. Costs no call. Raises SecretError."""
    supplier = adapter_class(account.supplier)
    present = given(account)
    has_halves = supplier.joins_halves and any(name in present for name in HALVES)
    optional = {*OPTIONAL, *(["api_key"] if has_halves else [])}
    wanted = [name for name in supplier.credential_fields if name not in optional]
    found = [Problem(_missing(account, name), is_missing=True) for name in wanted if name not in present]
    if has_halves and "api_key" not in present:
        halves = [present.get(name, "") for name in HALVES]
        try:
            present["api_key"] = supplier.join_halves(*halves)
        except ValueError as error:
            found.append(Problem(str(error), is_missing=not all(halves)))
    return [*found, *(Problem(words) for words in supplier.credential_problems(present).values())]


def email_of(account: SupplierAccount) -> str:
    """The e-mail that staff expect the account to have, "" where they did not say."""
    return environment_of(account.supplier).get("email", "") if account.from_environment else account.email


def environment_of(slug: str) -> dict[str, str]:
    """What the settings say of the environment's account."""
    return dict(settings.SUPPLIER_ENVIRONMENT.get(slug, {}))


def is_simulated(slug: str) -> bool:
    """Whether the settings lead to a look-alike on this machine."""
    return (urlsplit(environment_of(slug).get("api_url", "")).hostname or "") in _LOOPBACK


def setting_name(slug: str, name: str) -> str:
    """The environment variable of a credential: the slug's first word, and what it is."""
    return f"{slug.partition('-')[0].upper()}_{_SETTING_ENDS.get(name, name.upper())}"


def match_tokens(account: SupplierAccount, by: str) -> bool:
    """Forgets tokens that were fetched with other credentials than those of now; says whether it did.

    Without this a key that was changed would go unnoticed until the tokens of the old one end. Raises SecretError.
    """
    values = [text for name, text in sorted(given(account).items()) if name not in OPTIONAL]
    if account.from_environment:
        values.append(environment_of(account.supplier).get("api_url", ""))
    mark = hmac.new(account.secret_ref.bytes, "\0".join(values).encode(), hashlib.sha256).hexdigest()[:32]
    if mark == account.credential_mark:
        return False
    is_other = bool(account.credential_mark)
    SupplierAccount.objects.filter(pk=account.pk).update(credential_mark=mark)
    account.credential_mark = mark
    if is_other:
        credentials.forget(account)
        record(account, "supplier_account.tokens_forgotten", by=by, data={"code": "credentials_changed"})
    return is_other


def _missing(account: SupplierAccount, name: str) -> str:
    field: Any = SupplierAccount._meta.get_field(name)
    words = str(field.verbose_name)
    if account.from_environment:
        return _("The %(credential)s is missing: set %(setting)s.") % {
            "credential": words,
            "setting": setting_name(account.supplier, name),
        }
    return _("The %(credential)s is missing: enter it on the account's page.") % {"credential": words}
