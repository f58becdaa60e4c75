"""How eBay signs what it sends, how it asks whether an address is ours, and how sellers in the EU and the UK sign refunds.
Pure.

Notifications: `X-EBAY-SIGNATURE` is Base64 of a JSON object that names the key, the digest and an ECDSA signature (DER,
Base64) over the body as received; a body that was parsed and written again does not verify.
Challenge: hex SHA-256 of code + verification token + address, the address exactly as registered.
Messages: HTTP message signatures, `Signature-Input` with a fixed list of components, Ed25519 or RSA (PKCS#1 v1.5,
SHA-256). Lines of the signed text end in `\\n`, the last one has no end.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

HEADER = "x-ebay-signature"
_KID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_LONGEST_HEADER = 4000
_DIGESTS: dict[str, type[hashes.HashAlgorithm]] = {"SHA1": hashes.SHA1, "SHA256": hashes.SHA256}
_ARMOUR = re.compile(r"-----(BEGIN|END) [A-Z ]+-----")


# Notifications


@dataclass(frozen=True, slots=True)
class PushSignature:
    """What the header of a notification says."""

    kid: str
    signature: bytes
    digest: str


def read_header(given: str) -> PushSignature | None:
    """None for anything malformed. A `kid` that is no plain identifier never goes into an address."""
    if not given or len(given) > _LONGEST_HEADER:
        return None
    try:
        said: Any = json.loads(base64.b64decode(given.strip(), validate=True))
        if not isinstance(said, dict):
            return None
        kid, digest = str(said.get("kid", "")), str(said.get("digest", "SHA1")).upper().replace("-", "")
        signature = base64.b64decode(str(said.get("signature", "")), validate=True)
    except (ValueError, RecursionError):
        return None
    is_known = str(said.get("alg", "")).lower() == "ecdsa" and digest in _DIGESTS
    return PushSignature(kid, signature, digest) if is_known and _KID.fullmatch(kid) and signature else None


def is_push_signed(raw: bytes, given: PushSignature, public_key: str) -> bool:
    """Whether the key signed these very bytes. eBay's PEM has no line breaks, so only its armour is taken off."""
    try:
        key = load_der_public_key(_bare(public_key))
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(given.signature, raw, ec.ECDSA(_DIGESTS[given.digest]()))
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True


def challenge_response(code: str, token: str, endpoint: str) -> str:
    """Lower-case hex. `endpoint` as it was registered: scheme, host, path and a slash at its end included."""
    return hashlib.sha256(f"{code}{token}{endpoint}".encode()).hexdigest()


# Messages


@dataclass(frozen=True, slots=True)
class MessageKey:
    """A signing key as key management gave it: `private` is Base64 of PKCS#8, `jwe` stands for its public half."""

    jwe: str
    private: str

    def __repr__(self) -> str:
        return "<MessageKey>"


def message_headers(
    key: MessageKey, method: str, path: str, authority: str, body: bytes | None, created: int
) -> dict[str, str]:
    """The headers that sign a request. `path` has no query, `authority` is the real host (with a port that is not the
    usual one), `body` the bytes that go out, None for none. Raises ValueError for a key that is none."""
    headers = {"x-ebay-signature-key": key.jwe}
    parts = ["x-ebay-signature-key", "@method", "@path", "@authority"]
    if body:
        headers["Content-Digest"] = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        parts.insert(0, "content-digest")
    listed = " ".join(f'"{part}"' for part in parts)
    parameters = f"({listed});created={created}"
    values = {
        "content-digest": headers.get("Content-Digest", ""),
        "x-ebay-signature-key": key.jwe,
        "@method": method.upper(),
        "@path": path,
        "@authority": authority,
    }
    base = "\n".join([*(f'"{part}": {values[part]}' for part in parts), f'"@signature-params": {parameters}'])
    signature = base64.b64encode(_signed(key, base.encode())).decode()
    return headers | {"Signature-Input": f"sig1={parameters}", "Signature": f"sig1=:{signature}:"}


def _signed(key: MessageKey, base: bytes) -> bytes:
    private = load_der_private_key(_bare(key.private), None)
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return private.sign(base)
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(base, padding.PKCS1v15(), hashes.SHA256())
    raise ValueError("A signing key is an Ed25519 or an RSA key.")


def _bare(key: str) -> bytes:
    """DER out of Base64, with or without armour and line breaks."""
    return base64.b64decode("".join(_ARMOUR.sub("", key).split()), validate=True)
