"""Signatures over parameters of our own; the partner's published vectors are in test_conformance.py."""

import hashlib
import hmac

import pytest

from core.crypto import Secret
from suppliers.adapters.aliexpress.signing import is_push_signed, push_signature, sign

SECRET = Secret("a-secret-of-tests")


def sha256_of(message):
    return hmac.new(b"a-secret-of-tests", message.encode(), hashlib.sha256).hexdigest().upper()


def test_names_and_values_are_joined_without_separators_in_the_order_of_their_bytes():
    """pitfall 24: a locale's order puts page_no before pageSize, and `keyWord` after `keyword_x`."""
    params = {"page_no": "9", "pageSize": "20", "keyword_x": "b", "keyWord": "a", "Zone": "z"}
    assert sign(SECRET, params) == sha256_of("ZonezkeyWordakeyword_xbpageSize20page_no9")


def test_values_are_signed_as_they_are_and_not_as_they_are_encoded():
    """pitfall 24: %20 and + are the wire's business."""
    assert sign(SECRET, {"q": "pêche 猫 &=+%"}) == sha256_of("qpêche 猫 &=+%")


def test_a_path_stands_in_front_and_a_sign_is_left_out():
    """pitfall 24: system calls are signed with their path."""
    assert sign(SECRET, {"code": "c", "sign": "old"}, "/auth/token/create") == sha256_of("/auth/token/createcodec")


def test_md5_wraps_the_message_in_the_secret_and_hmac_does_not():
    """pitfalls 24 and 44: both older methods are understood; neither is the only one."""
    wrapped = hashlib.md5(b"a-secret-of-testsa1a-secret-of-tests", usedforsecurity=False).hexdigest().upper()
    assert sign(SECRET, {"a": "1"}, method="md5") == wrapped
    assert sign(SECRET, {"a": "1"}, method="hmac") == hmac.new(b"a-secret-of-tests", b"a1", "md5").hexdigest().upper()
    assert len({sign(SECRET, {"a": "1"}, method=method) for method in ("sha256", "md5", "hmac")}) == 3


def test_an_unknown_method_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        sign(SECRET, {"a": "1"}, method="rot13")


RAW = b'{"message_type": 53,\n "data": {"orderId": 1}}'


def test_a_push_is_signed_over_the_app_key_and_its_bytes():
    wanted = hmac.new(b"a-secret-of-tests", b"12345" + RAW, hashlib.sha256).hexdigest()
    assert push_signature("12345", SECRET, RAW) == wanted
    assert is_push_signed("12345", SECRET, RAW, wanted)
    assert is_push_signed("12345", SECRET, RAW, f" {wanted.upper()} ")


@pytest.mark.parametrize("given", ["", "0" * 64, "é" * 64])
def test_another_signature_is_refused_without_an_error(given):
    assert not is_push_signed("12345", SECRET, RAW, given)


def test_one_changed_byte_breaks_the_signature():
    right = push_signature("12345", SECRET, RAW)
    assert not is_push_signed("12345", SECRET, RAW.replace(b"\n", b""), right)


def test_without_a_secret_nothing_counts_as_signed():
    nothing = Secret("")
    assert not is_push_signed("12345", nothing, RAW, push_signature("12345", nothing, RAW))
