"""Ids: a counter a kind, of the sizes that Etsy's have; listings are beyond 32 bits."""

from dataclasses import dataclass, field

FIRST = {
    "listing": 4_500_000_001,
    "product": 26_100_000_001,
    "offering": 27_200_000_001,
    "image": 6_500_000_001,
    "value": 1_213_000_000_001,
    "receipt": 3_700_000_001,
    "transaction": 4_800_000_001,
    "shipment": 1_290_000_001,
    "payment": 3_310_000_001,
    "ledger": 8_900_000_001,
    "buyer": 812_000_001,
    "section": 50_200_001,
    "shipping_profile": 250_300_000_001,
    "destination": 251_300_000_001,
    "upgrade": 252_300_001,
    "readiness_state": 1_402_000_000_001,
    "return_policy": 1_500_001,
    "partner": 4_600_001,
}


@dataclass
class Numbers:
    """`following` can be set before something is made, to choose its id."""

    following: dict[str, int] = field(default_factory=lambda: dict(FIRST))

    def take(self, kind: str) -> int:
        number = self.following.get(kind, 1)
        self.following[kind] = number + 1
        return number
