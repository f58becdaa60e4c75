"""Keys and stored secrets: which keys are configured, and what cannot be read with them."""

from collections.abc import Iterator
from itertools import islice

from core.checks import database_exists
from core.crypto import KeyRing, SecretError, SecretUnreadable, configured_keys, fingerprint, refused_keys
from core.doctor.examination import State, examiner
from core.keys.usage import encrypted_fields, keys_in_use, place_of, stored_rows

NAMED_ROWS = 20


@examiner("keys")
def examine_keys() -> Iterator[tuple[State, str, str]]:
    keys = configured_keys()
    refused = list(refused_keys(keys))
    for problem in refused:
        yield State.BROKEN, str(problem), f"Replace it in {problem.setting}."
    if not keys:
        yield (
            State.WARNING,
            "No encryption key is configured: no key of a partner can be stored.",
            "Run 'manage.py generate_key' and set INVENTORY_ENCRYPTION_KEY.",
        )
    elif not refused:
        names = [f"{fingerprint(key)} ({setting})" for setting, key in keys]
        yield State.OK, f"Encrypting with {names[0]}; reading with {', '.join(names)}.", ""


@examiner("secrets", needs_database=True)
def examine_secrets() -> Iterator[tuple[State, str, str]]:
    configured = {fingerprint(key) for _, key in configured_keys()}
    uses = keys_in_use() if database_exists() else []
    lost = False
    for use in uses:
        if use.fingerprint not in configured:
            lost = True
            why = f"they need the key {use.fingerprint}, which is not configured"
            sentence = f"{use.count} stored in {use.place} cannot be read: {why}.{_named(use.place, use.fingerprint)}"
            yield State.BROKEN, sentence, "Add that key at the end of HUB_ENCRYPTION_KEYS, or enter these secrets anew."
    if not lost and not any(refused_keys(configured_keys())):
        yield from _damaged()


def _damaged() -> Iterator[tuple[State, str, str]]:
    ring = KeyRing.from_settings()
    damaged, count = [], 0
    for field in encrypted_fields():
        for row in stored_rows(field, "default"):
            count += 1
            try:
                getattr(row, field.attname).reveal()
            except SecretUnreadable:
                damaged.append(f"{place_of(field)} of “{row}”")
            except SecretError:  # told above, by key
                continue
    if damaged:
        yield (
            State.BROKEN,
            f"Damaged, changed or moved from another row: {', '.join(damaged[:NAMED_ROWS])}.",
            "Enter these secrets anew.",
        )
    else:
        with_keys = f" with {', '.join(ring.fingerprints)}" if count else ""
        yield State.OK, f"{count} stored, all can be read{with_keys}.", ""


def _named(place: str, key_name: str) -> str:
    for field in encrypted_fields():
        if place_of(field) == place:
            rows = stored_rows(field, "default").filter(key_name=key_name)
            return f" These are: {', '.join(str(row) for row in islice(rows, NAMED_ROWS))}."
    return ""
