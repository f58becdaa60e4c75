"""What can be set at any time: who the seller is, and how eBay behaves towards them."""

from dataclasses import dataclass


@dataclass
class Rules:
    """`sku_lag` are the seconds after which a new SKU can be offered, `write_seconds` how long a write of goods takes.

    `opt_in_seconds` is how long a program takes to begin (at eBay up to a day).

    `eu_seller` has to sign refunds. `refund_seconds` is how long a refund is PENDING; `refund_fails` lets it fail then.
    """

    accept_url: str = "http://127.0.0.1:8000/api/ebay/oauth/callback"
    decline_url: str = ""
    authorise_at_once: bool = True
    registered: bool = True
    eu_seller: bool = False
    username: str = "lookalike-seller"
    user_id: str = "LookAlikeUserId1"
    marketplace: str = "EBAY_US"
    country: str = "US"
    strict_languages: bool = True
    sku_lag: float = 0.0
    opt_in_seconds: float = 0.0
    write_seconds: float = 0.0
    refund_seconds: float = 0.0
    refund_fails: bool = False
    sandbox_suggestions: bool = False
    revisions_a_day: int = 250
    signature_age: float = 300.0
    advertising: bool = True
    insecure_endpoints: bool = True  # a hub on this machine has no https
