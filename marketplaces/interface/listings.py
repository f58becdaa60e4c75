"""Products as a marketplace shows them: what we want there, what it took, what it says now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.money import Money
from marketplaces.interface.selling import ProductSafety


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """One sellable form of a listing. `key` is our product's id as text and comes back in the answer. `options` are
    (name, value) in the listing's order, empty where there is one form only. `quantity` None: not tracked."""

    key: str
    sku: str
    price: Money
    quantity: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    compare_at: Money | None = None
    cost: Money | None = None
    weight_g: Decimal | None = None
    image_url: str = ""
    remote_variant_id: str = ""
    remote_inventory_id: str = ""
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """A product with all its forms: what is left out of `variants` is taken off the shop. `handle` is ours and never
    changes, so that a listing is found again by it. `description_html` is clean. `images` are public addresses.

    `category_id` is the marketplace's, `attributes` are (key, values) as `CategoryNeeds` names them. `settings` are the
    shop's choices (`SellingSetting.name` -> value). `accepts_fee`: staff have confirmed what publishing costs there;
    where it costs something and nobody has, the listing stays a draft of the marketplace's.
    """

    handle: str
    title: str
    variants: tuple[VariantDraft, ...]
    description_html: str = ""
    vendor: str = ""
    product_type: str = ""
    tags: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    option_names: tuple[str, ...] = ()
    remote_id: str = ""
    is_active: bool = True
    location_id: str = ""
    publication_ids: tuple[str, ...] = ()
    category_id: str = ""
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    condition: str = "new"
    settings: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    safety: ProductSafety | None = None
    accepts_fee: bool = False


@dataclass(frozen=True, slots=True)
class PublishedVariant:
    key: str
    variant_id: str
    inventory_id: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class PublishedListing:
    """`is_visible`: shown to buyers, None where the marketplace does not say. `problems` are its words about parts that
    were not taken."""

    remote_id: str
    handle: str
    variants: tuple[PublishedVariant, ...]
    url: str = ""
    is_visible: bool | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StockPush:
    """The figure that is to stand at the marketplace. `expected` is what we believe stands there now, None for "do not
    compare". `idempotency_key` names this one wish for ever: a repeated wish has the same key, a new one a new key."""

    variant_id: str
    inventory_id: str
    location_id: str
    quantity: int
    idempotency_key: str
    expected: int | None = None
    product_id: str = ""  # the marketplace's number of the listing
    sku: str = ""


@dataclass(frozen=True, slots=True)
class PricePush:
    product_id: str
    variant_id: str
    price: Money
    compare_at: Money | None = None
    inventory_id: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class OfferPush:
    """Price and quantity of one variant in one go, for marketplaces that take both in one call. None: stays as it is."""

    listing_id: str
    variant_id: str
    inventory_id: str
    sku: str
    price: Money | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """What became of one push. `code` "" when it was taken; "stale" when another figure stood there than we expected
    (`found` says which, where known); "held_back" when the marketplace takes no more changes of this listing for now, and
    nothing was sent; else the marketplace's code with its words in `message`."""

    variant_id: str
    code: str = ""
    message: str = ""
    found: int | None = None

    @property
    def is_taken(self) -> bool:
        return not self.code


@dataclass(frozen=True, slots=True)
class VariantReading:
    variant_id: str
    inventory_id: str = ""
    sku: str = ""
    price: Money | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class ListingReading:
    """A listing as the marketplace shows it now. `status`: "active", "draft", "archived" or "" for another word."""

    remote_id: str
    handle: str
    title: str
    status: str
    variants: tuple[VariantReading, ...]
    url: str = ""
    is_visible: bool | None = None
