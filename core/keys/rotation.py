"""Moving every stored secret to the encrypting key, in small transactions.

What is done and what is left can be read from the fingerprints in the columns, so a rotation that was killed is simply
started again. A secret that staff save meanwhile is left as they saved it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS, transaction

from core.crypto import KeyRing, SecretUnreadable, Stored
from core.fields import EncryptedTextField, StoredSecret
from core.keys.usage import CANARIES, encrypted_fields, keys_in_use, place_of, stored_rows
from core.models import KeyCanary

BATCH_SIZE = 100


@dataclass
class Rotation:
    """What a rotation did: secrets moved, secrets that were under the key already, rows that could not be read."""

    key: str
    rotated: int = 0
    current: int = 0
    damaged: list[str] = field(default_factory=list)  # "app.Model.field of row 7"
    unused: list[str] = field(default_factory=list)  # fingerprints of configured keys that nothing needs any more


def rotate_all(
    ring: KeyRing,
    *,
    batch_size: int = BATCH_SIZE,
    using: str = DEFAULT_DB_ALIAS,
    progress: Callable[[str, int], None] = lambda place, done: None,
) -> Rotation:
    """Bring every secret under the ring's first key. `progress` hears the place and its count after each batch.

    Rows keep their time stamps; tokens keep their time of encryption. Raises KeyMissing without a key.
    """
    outcome = Rotation(ring.current)
    for column in encrypted_fields():
        _rotate_column(column, ring, outcome, batch_size, using, progress)
    if not outcome.damaged:
        forget_unused_canaries(ring, using)
    needed = {use.fingerprint for use in keys_in_use(using)}
    outcome.unused = [name for name in ring.fingerprints[1:] if name not in needed]
    return outcome


def _rotate_column(
    column: EncryptedTextField,
    ring: KeyRing,
    outcome: Rotation,
    batch_size: int,
    using: str,
    progress: Callable[[str, int], None],
) -> None:
    rows = stored_rows(column, using).order_by("pk")
    outcome.current += rows.filter(key_name=ring.current).count()
    waiting = rows.exclude(key_name=ring.current)
    last, done = 0, 0
    while batch := list(waiting.filter(pk__gt=last).values_list("pk", column.attname)[:batch_size]):
        with transaction.atomic(using=using):
            moved = sum(_rotate_row(column, pk, secret.stored, ring, outcome, using) for pk, secret in batch)
            KeyCanary.remember(ring, using)
        last = batch[-1][0]
        done += moved
        outcome.rotated += moved
        progress(place_of(column), done)


def _rotate_row(
    column: EncryptedTextField, pk: int, stored: Stored, ring: KeyRing, outcome: Rotation, using: str
) -> int:
    """Compare-and-set: 1 when the row was moved, 0 when it was changed meanwhile or cannot be read."""
    try:
        fresh = ring.rotate(stored)
    except SecretUnreadable:
        outcome.damaged.append(f"{place_of(column)} of row {pk}")
        return 0
    rows = stored_rows(column, using)
    unchanged = rows.filter(**{"pk": pk, column.attname: StoredSecret(stored)})
    return unchanged.update(**{column.attname: StoredSecret(fresh)})


def forget_unused_canaries(ring: KeyRing, using: str = DEFAULT_DB_ALIAS) -> None:
    """Drop the canaries of keys that no secret needs; the encrypting key keeps its own."""
    needed = {use.fingerprint for use in keys_in_use(using) if use.place != CANARIES}
    KeyCanary.objects.using(using).exclude(fingerprint__in={*needed, ring.current}).delete()
