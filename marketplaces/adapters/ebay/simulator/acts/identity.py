"""Who the seller is, what the limits are, and the keys that messages are signed with."""

import base64
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from marketplaces.adapters.ebay.simulator import clock
from marketplaces.adapters.ebay.simulator.acts.families import IDENTITY, KEYS, LIMITS
from marketplaces.adapters.ebay.simulator.calls import Answer, Body, Call, Family, Refused, full_scope
from marketplaces.adapters.ebay.simulator.limits import DAY_SECONDS, allowed, families, resets

KEY_LIFE = timedelta(days=3 * 365)
USER_LIMITS = ("sell.inventory", "sell.marketing")


@IDENTITY.get("/user", "getUser", scopes=("commerce.identity.readonly",))
def user(call: Call) -> Answer:
    """The e-mail is told only to who may read it."""
    rules = call.seller.rules
    body: Body = {
        "userId": rules.user_id,
        "username": rules.username,
        "accountType": "BUSINESS",
        "registrationMarketplaceId": rules.marketplace,
        "status": "CONFIRMED",
    }
    if full_scope("commerce.identity.email.readonly") in call.token.scopes:
        address = {"country": rules.country}
        body["businessAccount"] = {"name": "Look-alike shop", "email": "seller@example.com", "address": address}
    return Answer(200, body)


@LIMITS.get("/rate_limit", "getRateLimits")
def rate_limits(call: Call) -> Answer:
    return _limits(call, families())


@LIMITS.get("/user_rate_limit", "getUserRateLimits", scopes=USER_LIMITS)
def user_rate_limits(call: Call) -> Answer:
    return _limits(call, [each for each in families() if each.resource in USER_LIMITS])


def _limits(call: Call, of: list[Family]) -> Answer:
    """204 where there is nothing to tell."""
    rows = []
    for family in of:
        context, name = family.resource.split(".")
        if call.one("api_context") in ("", context) and call.one("api_name") in ("", name):
            rates = [_rate(call, family)]
            resources = [{"name": family.resource, "rates": rates}]
            version = family.base.rpartition("/")[2]
            rows.append({"apiContext": context, "apiName": name, "apiVersion": version, "resources": resources})
    return Answer(200, {"rateLimits": rows}) if rows else Answer(204)


def _rate(call: Call, family: Family) -> Body:
    now, limit = call.seller.clock.now(), allowed(call.seller, family)
    used = call.seller.usage[(now.date(), family.resource)]
    left = max(limit - used, 0)
    reset = clock.written(resets(now))
    return {"count": used, "limit": limit, "remaining": left, "reset": reset, "timeWindow": DAY_SECONDS}


@KEYS.post("/signing_key", "createSigningKey")
def create_key(call: Call) -> Answer:
    """The private key is told this once."""
    cipher = call.body.get("signingKeyCipher")
    if cipher not in ("ED25519", "RSA"):
        raise Refused(210001, "Invalid signing key cipher.", signingKeyCipher=str(cipher))
    private = ed25519.Ed25519PrivateKey.generate() if cipher == "ED25519" else rsa.generate_private_key(65537, 2048)
    number, now = call.seller.number("signing key"), call.seller.clock.now()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    body: Body = {
        "signingKeyId": number,
        "signingKeyCipher": cipher,
        "publicKey": base64.b64encode(public).decode(),
        "jwe": f"eyJhbGciOiJBMjU2R0NNS1ciLCJ6aXAiOiJERUYifQ.look-alike.{number}",
        "creationTime": int(now.timestamp()),
        "expirationTime": int((now + KEY_LIFE).timestamp()),
    }
    call.seller.signing_keys[number] = body
    secret = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Answer(200, body | {"privateKey": base64.b64encode(secret).decode()})


@KEYS.get("/signing_key", "getSigningKeys")
def get_keys(call: Call) -> Answer:
    return Answer(200, {"signingKeys": list(call.seller.signing_keys.values())})


@KEYS.get("/signing_key/{signing_key_id}", "getSigningKey")
def get_key(call: Call) -> Answer:
    number = call.path["signing_key_id"]
    if number not in call.seller.signing_keys:
        raise Refused(210002, "The signing key was not found.", 404)
    return Answer(200, call.seller.signing_keys[number])
