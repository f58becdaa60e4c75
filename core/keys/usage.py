"""Which keys the stored secrets need. Read from the fingerprints alone: no key is needed to ask."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Count
from django.db.models.functions import Substr

from core.fields import EncryptedTextField
from core.models import KeyCanary

FINGERPRINT_LENGTH = 8
_FINGERPRINT = re.compile(r"[0-9a-f]{8}")
CANARIES = "core.KeyCanary"


@dataclass(frozen=True)
class KeyUse:
    """`count` stored secrets in one place (`app.Model.field`, or `CANARIES`) that need the key `fingerprint`."""

    fingerprint: str
    place: str
    count: int

    def __str__(self) -> str:
        return f"{self.count} in {self.place}"


def encrypted_fields() -> Iterator[EncryptedTextField]:
    """Every encrypted column of every installed model."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield field


def place_of(field: EncryptedTextField) -> str:
    return f"{field.model._meta.label}.{field.name}"


def keys_in_use(using: str = DEFAULT_DB_ALIAS) -> list[KeyUse]:
    """Every key that a stored secret or a canary needs. Tables that are not there yet hold nothing."""
    tables = set(connections[using].introspection.table_names())
    uses = [use for field in encrypted_fields() if _table(field.model) in tables for use in _uses_of(field, using)]
    if _table(KeyCanary) in tables:
        canaries = KeyCanary.objects.using(using).order_by("pk").values_list("fingerprint", flat=True)
        uses += [KeyUse(fingerprint, CANARIES, 1) for fingerprint in canaries]
    return uses


def stored_rows(field: EncryptedTextField, using: str) -> models.QuerySet[models.Model]:
    """The rows whose column holds a secret, with the name of its key as `key_name`."""
    everything: models.Manager[models.Model] = field.model._base_manager  # past managers that hide rows
    rows = everything.using(using).exclude(**{field.attname: ""})
    named: models.QuerySet[models.Model] = rows.annotate(key_name=Substr(field.attname, 1, FINGERPRINT_LENGTH))
    return named


def _uses_of(field: EncryptedTextField, using: str) -> Iterator[KeyUse]:
    groups = stored_rows(field, using).order_by().values("key_name").annotate(count=Count("pk")).order_by("key_name")
    for group in groups:
        # What has not the form of a stored secret (clear text, put there by hand) is not quoted.
        name = group["key_name"] if _FINGERPRINT.fullmatch(group["key_name"]) else "unknown"
        yield KeyUse(name, place_of(field), group["count"])


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table
