"""Secrets never show themselves; keys are real keys; a stored secret opens with its key, in its place, or says why not."""

import copy
import json
import pickle
import time

import msgspec
import pytest
from cryptography.fernet import Fernet
from django.core.serializers.json import DjangoJSONEncoder

from core.crypto import (
    KeyMissing,
    KeyRefused,
    KeyRing,
    KeyUnknown,
    Secret,
    SecretUnreadable,
    Stored,
    configured_keys,
    fingerprint,
    generate_key,
)

TEXT = "b2c_42_CANARY-abcdefgh-7890"
CONTEXT = "shop.account.token:1"


@pytest.fixture
def ring(settings):
    settings.HUB_ENCRYPTION_KEYS = [generate_key()]
    settings.INVENTORY_ENCRYPTION_KEY = generate_key()
    return KeyRing.from_settings()


@pytest.mark.parametrize(
    "show", [str, repr, format, "{}".format, "%s".__mod__, lambda secret: f"{secret:>10}", lambda s: str([s, {"k": s}])]
)
def test_a_secret_does_not_show_when_it_is_printed(show):
    assert TEXT not in show(Secret(TEXT))
    assert "7890" not in show(Secret(TEXT))


@pytest.mark.parametrize(
    "serialise",
    [
        json.dumps,
        lambda secret: json.dumps(secret, cls=DjangoJSONEncoder),
        pickle.dumps,
        msgspec.json.encode,
        vars,
    ],
)
def test_a_secret_refuses_to_be_serialised(serialise):
    with pytest.raises(TypeError):
        serialise(Secret(TEXT))


def test_a_secret_is_given_out_by_reveal_alone_and_survives_copies():
    secret = Secret(TEXT)
    assert secret.reveal() == TEXT
    assert copy.deepcopy({"key": secret})["key"].reveal() == TEXT
    assert copy.copy(secret).reveal() == TEXT


def test_a_secret_is_false_only_where_nothing_is_set():
    assert Secret("x")
    assert not Secret("")
    assert str(Secret("")) == ""


@pytest.mark.parametrize(
    ("text", "last4", "masked"),
    [
        ("abcdefgh1234", "1234", "•••• 1234"),
        ("abcdefg1234", "", "••••"),  # too short: four of eleven would tell too much
        ("abcdefghij\x0012", "", "••••"),
        ("abcdefghijk:1:é", "", "••••"),
        ("abcdefghijk:1:2", ":1:2", "•••• :1:2"),
        ("", "", ""),
    ],
)
def test_staff_see_the_last_four_characters_of_a_long_secret(ring, text, last4, masked):
    assert Secret(text).last4 == last4
    assert Secret(text).masked == masked
    assert ring.encrypt(text, CONTEXT).last4 == last4


def test_what_is_stored_names_its_key_and_hides_the_text(ring, settings):
    stored = ring.encrypt(TEXT, CONTEXT)
    assert stored.fingerprint == fingerprint(settings.HUB_ENCRYPTION_KEYS[0])
    assert stored == f"{stored.fingerprint}:7890:{stored.token}"
    assert "CANARY" not in stored
    assert ring.decrypt(stored, CONTEXT).reveal() == TEXT


@pytest.mark.parametrize("text", ["é漢字🔑", "\x00\n", "\udcff", "x" * 10_000, "1:2:3"])
def test_any_text_comes_back_as_it_was(ring, text):
    assert ring.decrypt(ring.encrypt(text, CONTEXT), CONTEXT).reveal() == text


def test_the_ring_reads_hub_encryption_keys_first_and_the_inventory_key_last(settings):
    first, second, last = generate_key(), generate_key(), generate_key()
    settings.HUB_ENCRYPTION_KEYS = [f" {first} ", second, "", last]
    settings.INVENTORY_ENCRYPTION_KEY = last
    assert KeyRing.from_settings().keys == (first, second, last)
    assert KeyRing.from_settings().current == fingerprint(first)
    settings.HUB_ENCRYPTION_KEYS = []
    assert KeyRing.from_settings().keys == (last,)


def test_every_key_of_the_ring_decrypts(settings):
    old, new = generate_key(), generate_key()
    settings.HUB_ENCRYPTION_KEYS, settings.INVENTORY_ENCRYPTION_KEY = [], old
    stored = KeyRing.from_settings().encrypt(TEXT, CONTEXT)
    settings.HUB_ENCRYPTION_KEYS = [new]
    assert KeyRing.from_settings().decrypt(stored, CONTEXT).reveal() == TEXT


def test_the_keys_have_nothing_to_do_with_secret_key(settings, ring):
    stored = ring.encrypt(TEXT, CONTEXT)
    settings.SECRET_KEY = "another secret key altogether, as after a change of it"
    assert KeyRing.from_settings().decrypt(stored, CONTEXT).reveal() == TEXT


def test_a_token_in_another_place_is_refused(ring):
    stored = ring.encrypt(TEXT, CONTEXT)
    for other in ("shop.account.token:2", "shop.account.refresh_token:1", ""):
        with pytest.raises(SecretUnreadable, match="belongs to another row or field"):
            ring.decrypt(stored, other)


def test_a_damaged_token_is_an_error_with_a_sentence_and_never_an_empty_text(ring):
    stored = ring.encrypt(TEXT, CONTEXT)
    damaged = stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:]
    with pytest.raises(SecretUnreadable, match=f"{CONTEXT} cannot be read: .*damaged or changed"):
        ring.decrypt(damaged, CONTEXT)


@pytest.mark.parametrize("text", ["", "clear text", "abcdefgh:1234:gAAAA", "0123abcd:1234:"])
def test_what_has_not_the_form_of_a_stored_secret_is_refused(ring, text):
    assert Stored.parse(text) is None
    with pytest.raises(SecretUnreadable, match="has not the form of one"):
        ring.decrypt(text, CONTEXT)


def test_a_key_that_is_not_in_the_ring_is_named_by_its_fingerprint(ring, settings):
    stored = ring.encrypt(TEXT, CONTEXT)
    settings.HUB_ENCRYPTION_KEYS = [generate_key()]
    with pytest.raises(KeyUnknown, match=f"key with the fingerprint {stored.fingerprint} is not configured") as caught:
        KeyRing.from_settings().decrypt(stored, CONTEXT)
    assert caught.value.fingerprint == stored.fingerprint


def test_without_any_key_nothing_is_encrypted_or_read(ring, settings):
    stored = ring.encrypt(TEXT, CONTEXT)
    settings.HUB_ENCRYPTION_KEYS, settings.INVENTORY_ENCRYPTION_KEY = [], ""
    empty = KeyRing.from_settings()
    with pytest.raises(KeyMissing, match=r"No encryption key is set: .*INVENTORY_ENCRYPTION_KEY"):
        empty.encrypt(TEXT, CONTEXT)
    with pytest.raises(KeyMissing, match=stored.fingerprint):
        empty.decrypt(stored, CONTEXT)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("secret", "is not a Fernet key"),
        ("é" * 44, "is not a Fernet key"),
        (generate_key()[:-4], "is not a Fernet key"),
        (Fernet.generate_key().decode() * 2, "is not a Fernet key"),
        ("a" * 43 + "=", "is too weak"),
        ("A" * 43 + "=", "is too weak"),
        ("YWJj" * 10 + "YWI=", "is too weak"),
    ],
    ids=["a word", "accents", "cut", "doubled", "one letter", "zeroes", "three letters"],
)
@pytest.mark.parametrize("setting", ["HUB_ENCRYPTION_KEYS", "INVENTORY_ENCRYPTION_KEY"])
def test_a_malformed_or_weak_key_is_refused_naming_the_setting_and_never_the_key(settings, setting, key, why):
    settings.HUB_ENCRYPTION_KEYS, settings.INVENTORY_ENCRYPTION_KEY = [generate_key()], ""
    setattr(settings, setting, [key] if setting == "HUB_ENCRYPTION_KEYS" else key)
    with pytest.raises(
        KeyRefused, match=f"^{setting}: the key with the fingerprint {fingerprint(key)} {why}"
    ) as caught:
        KeyRing.from_settings()
    assert key not in str(caught.value)


def test_a_fresh_key_is_never_refused(settings):
    settings.HUB_ENCRYPTION_KEYS = [generate_key() for _ in range(500)]
    assert len(KeyRing.from_settings().keys) == len(configured_keys())


def test_rotation_changes_the_key_and_keeps_text_context_and_time(settings):
    old, new = generate_key(), generate_key()
    settings.HUB_ENCRYPTION_KEYS = [old]
    stored = KeyRing.from_settings().encrypt(TEXT, CONTEXT)
    made_at = Fernet(old).extract_timestamp(stored.token)
    time.sleep(1.1)
    settings.HUB_ENCRYPTION_KEYS = [new, old]
    moved = KeyRing.from_settings().rotate(stored)
    assert (moved.fingerprint, moved.last4) == (fingerprint(new), "7890")
    assert Fernet(new).extract_timestamp(moved.token) == made_at
    settings.HUB_ENCRYPTION_KEYS = [new]
    assert KeyRing.from_settings().decrypt(moved, CONTEXT).reveal() == TEXT


def test_a_ring_prints_fingerprints_only(ring):
    assert repr(ring) == f"KeyRing({', '.join(ring.fingerprints)})"
    assert ring.keys[0] not in repr(ring)
