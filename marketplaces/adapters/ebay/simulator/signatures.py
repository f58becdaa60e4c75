"""Both directions of signing: the messages that EU sellers have to sign, and the notifications that eBay signs."""

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from marketplaces.adapters.ebay.simulator.books.goods import Body
from marketplaces.adapters.ebay.simulator.calls import Refused

INPUT = re.compile(r"sig1=(\((?P<parts>[^)]*)\);created=(?P<created>\d+))")
KEY_HEADER = "x-ebay-signature-key"


@dataclass(frozen=True)
class Message:
    """A call as it is signed; `headers` by lower-case name, `path` without the query."""

    method: str
    path: str
    authority: str
    headers: Mapping[str, str]
    raw: bytes


def check_message(message: Message, keys: Mapping[str, Body], now: datetime, most_seconds: float) -> None:
    """Raises Refused with 403 and a number from 215000 to 215122."""
    headers = message.headers
    for number, name in ((215001, KEY_HEADER), (215002, "signature-input"), (215003, "signature")):
        if not headers.get(name):
            raise Refused(number, f"Missing {name} header", 403)
    key = next((body for body in keys.values() if body["jwe"] == headers[KEY_HEADER]), None)
    if key is None:
        raise Refused(215101, "The key of the x-ebay-signature-key header is unknown", 403)
    match = INPUT.fullmatch(headers["signature-input"].strip())
    if match is None:
        raise Refused(215112, "Signature-Input is malformed", 403)
    age = now.timestamp() - int(match["created"])
    if age < -most_seconds:
        raise Refused(215114, "The signature was created in the future", 403)
    if age > most_seconds:
        raise Refused(215113, "The signature has expired", 403)
    parts = re.findall(r'"([^"]+)"', match["parts"])
    _check_digest(message, parts)
    signature = headers["signature"].strip().removeprefix("sig1=:").removesuffix(":")
    base = "\n".join([*(f'"{part}": {_value(message, part)}' for part in parts), f'"@signature-params": {match[1]}'])
    if not _verifies(key, base.encode(), signature):
        raise Refused(215120, "Signature validation failed", 403)


def _check_digest(message: Message, parts: list[str]) -> None:
    wanted = {KEY_HEADER, "@method", "@path", "@authority"} | ({"content-digest"} if message.raw else set())
    if not wanted <= set(parts):
        raise Refused(215112, f"Signature-Input lacks {', '.join(sorted(wanted - set(parts)))}", 403)
    digest = base64.b64encode(hashlib.sha256(message.raw).digest()).decode()
    if message.raw and message.headers.get("content-digest") != f"sha-256=:{digest}:":
        raise Refused(215122, "Content-Digest does not match the body", 403)


def _value(message: Message, part: str) -> str:
    named = {"@method": message.method, "@path": message.path, "@authority": message.authority}
    return named.get(part) or message.headers.get(part, "")


def _verifies(key: Body, base: bytes, signature: str) -> bool:
    public = load_der_public_key(base64.b64decode(key["publicKey"]))
    try:
        raw = base64.b64decode(signature, validate=True)
        if isinstance(public, ed25519.Ed25519PublicKey):
            public.verify(raw, base)
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(raw, base, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass
class NotificationKey:
    """A P-256 key of the look-alike's own, as `public_key/{kid}` shows it: the PEM in one line."""

    kid: str = field(default_factory=lambda: str(uuid.uuid4()))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def public(self) -> str:
        der = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"-----BEGIN PUBLIC KEY-----{base64.b64encode(der).decode()}-----END PUBLIC KEY-----"

    def header(self, raw: bytes) -> str:
        """`X-EBAY-SIGNATURE` of a body."""
        signature = self.private.sign(raw, ec.ECDSA(hashes.SHA1()))  # noqa: S303 - eBay's own choice
        words = {"alg": "ecdsa", "kid": self.kid, "signature": base64.b64encode(signature).decode(), "digest": "SHA1"}
        return base64.b64encode(json.dumps(words, separators=(",", ":")).encode()).decode()
