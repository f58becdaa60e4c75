"""Signatures, against values that were worked out by hand from the description and by another library's steps."""

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from marketplaces.adapters.ebay import signing
from marketplaces.adapters.ebay.signing import MessageKey

# The Ed25519 key of RFC 9421, appendix B.1.4, as PKCS#8.
PRIVATE = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"
PUBLIC = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="
KEY = MessageKey("eyJ6aXAiOiJERUYifQ.jwe", PRIVATE)
PATH = "/sell/fulfillment/v1/order/12-00001-00001/issue_refund"
BODY = b'{"reasonForRefund": "BUYER_CANCEL"}'


def signed_text(digest):
    """Written out: each component on its line, and no end of the last one."""
    lines = [
        f'"content-digest": {digest}',
        '"x-ebay-signature-key": eyJ6aXAiOiJERUYifQ.jwe',
        '"@method": POST',
        f'"@path": {PATH}',
        '"@authority": api.ebay.com',
        '"@signature-params": ("content-digest" "x-ebay-signature-key" "@method" "@path" "@authority");created=1663459378',
    ]
    return "\n".join(lines).encode()


def raw_signature(headers):
    return base64.b64decode(headers["Signature"].removeprefix("sig1=:").removesuffix(":"))


def test_a_message_is_signed_over_exactly_these_lines():
    headers = signing.message_headers(KEY, "post", PATH, "api.ebay.com", BODY, 1663459378)
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(BODY).digest()).decode()}:"
    assert headers["Content-Digest"] == digest
    assert headers["x-ebay-signature-key"] == KEY.jwe
    assert headers["Signature-Input"].startswith('sig1=("content-digest" "x-ebay-signature-key" "@method"')
    public = ed25519.Ed25519PublicKey.from_public_bytes(base64.b64decode(PUBLIC))
    public.verify(raw_signature(headers), signed_text(digest))  # raises where it does not fit


def test_a_message_without_a_body_has_no_digest():
    headers = signing.message_headers(KEY, "GET", "/sell/finances/v1/payout", "apiz.ebay.com", None, 1663459378)
    assert "Content-Digest" not in headers
    assert headers["Signature-Input"] == (
        'sig1=("x-ebay-signature-key" "@method" "@path" "@authority");created=1663459378'
    )


def test_an_rsa_key_signs_by_pkcs1_v1_5_and_not_by_pss():
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    key = MessageKey(KEY.jwe, base64.b64encode(der).decode())
    headers = signing.message_headers(key, "POST", PATH, "api.ebay.com", BODY, 1663459378)
    private.public_key().verify(
        raw_signature(headers), signed_text(headers["Content-Digest"]), padding.PKCS1v15(), hashes.SHA256()
    )


def test_a_key_with_armour_and_line_breaks_is_read_too():
    armoured = MessageKey(
        KEY.jwe, "-----BEGIN " + f"PRIVATE KEY-----\n{PRIVATE[:40]}\n{PRIVATE[40:]}\n-----END PRIVATE KEY-----\n"
    )
    assert signing.message_headers(armoured, "POST", PATH, "a", BODY, 1) == signing.message_headers(
        KEY, "POST", PATH, "a", BODY, 1
    )


def test_a_signing_key_shows_nowhere():
    assert PRIVATE not in repr(KEY)


# Notifications

RAW = b'{"metadata":{"topic":"MARKETPLACE_ACCOUNT_DELETION"},"notification":{"notificationId":"n-1"}}'


@pytest.fixture(scope="module")
def private():
    return ec.generate_private_key(ec.SECP256R1())


def public_of(private):
    """As eBay gives it: armoured, without line breaks."""
    der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"-----BEGIN PUBLIC KEY-----{base64.b64encode(der).decode()}-----END PUBLIC KEY-----"


def header(private, raw=RAW, digest="SHA1", **more):
    algorithm = {"SHA1": hashes.SHA1, "SHA256": hashes.SHA256}[digest]
    signature = base64.b64encode(private.sign(raw, ec.ECDSA(algorithm()))).decode()
    words = {"alg": "ecdsa", "kid": "kid-1", "signature": signature, "digest": digest} | more
    return base64.b64encode(json.dumps(words).encode()).decode()


@pytest.mark.parametrize("digest", ["SHA1", "SHA256"])
def test_a_notification_is_checked_with_the_digest_that_it_names(private, digest):
    given = signing.read_header(header(private, digest=digest))
    assert given is not None
    assert (given.kid, given.digest) == ("kid-1", digest)
    assert signing.is_push_signed(RAW, given, public_of(private))


def test_a_body_that_was_parsed_and_written_again_is_not_the_signed_one(private):
    """Pitfall 9: only the bytes as received verify."""
    given = signing.read_header(header(private))
    assert not signing.is_push_signed(json.dumps(json.loads(RAW)).encode(), given, public_of(private))
    assert not signing.is_push_signed(RAW + b"\n", given, public_of(private))


def test_another_key_or_none_at_all_does_not_verify(private):
    given = signing.read_header(header(private))
    assert not signing.is_push_signed(RAW, given, public_of(ec.generate_private_key(ec.SECP256R1())))
    assert not signing.is_push_signed(RAW, given, "no key")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "not base64!",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b'{"alg":"ecdsa"}').decode(),
        base64.b64encode(b'{"alg":"hmac","kid":"k","signature":"AAAA","digest":"SHA1"}').decode(),
        base64.b64encode(b'{"alg":"ecdsa","kid":"../config","signature":"AAAA","digest":"SHA1"}').decode(),
        base64.b64encode(b'{"alg":"ecdsa","kid":"k","signature":"AAAA","digest":"MD5"}').decode(),
        "A" * 5000,
    ],
)
def test_a_header_that_is_malformed_is_none(words):
    assert signing.read_header(words) is None


def test_the_challenge_is_the_hash_of_code_token_and_address_in_this_order():
    """Worked out with sha256sum."""
    found = signing.challenge_response("a8628072-3d33-45ee-9004-bee86830a22d", "71745723-d031-455c-bfa5-f90d11b4f20a", "http://www.testendpoint.com/webhook")  # fmt: skip
    expected = hashlib.sha256(
        b"a8628072-3d33-45ee-9004-bee86830a22d71745723-d031-455c-bfa5-f90d11b4f20ahttp://www.testendpoint.com/webhook"
    ).hexdigest()
    assert found == expected
    assert signing.challenge_response("a", "b", "https://h/x") != signing.challenge_response("a", "b", "https://h/x/")
