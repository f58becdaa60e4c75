"""Key management: the key by which refunds are signed. Its private half is shown once."""

from marketplaces.adapters.ebay.client import EbayClient, Family, Given
from marketplaces.adapters.ebay.values import Obj, required


def new_signing_key(client: EbayClient) -> Obj:
    """`signingKeyId`, `privateKey`, `publicKey`, `jwe`, `expirationTime`. A key too many does no harm."""

    def read(given: Given) -> Obj:
        for name in ("jwe", "privateKey"):
            required(given.body, name)
        return given.body

    return client.send(
        "POST", Family.KEYS, "signing_key", read, operation="createSigningKey", body={"signingKeyCipher": "ED25519"}
    )
