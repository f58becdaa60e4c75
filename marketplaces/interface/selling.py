"""What a seller must have set up at a marketplace, the choices that stand in each listing, and what stops a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ReadinessCheck:
    """One point of the list of what a seller needs before the first listing. `code` has its words in
    `marketplaces.reasons.READINESS`; `is_met` None where the marketplace does not say. What is not required is good to
    have. `values` go into the words."""

    code: str
    is_met: bool | None
    is_required: bool = True
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettingChoice:
    value: str
    title: str


@dataclass(frozen=True, slots=True)
class SellingSetting:
    """A choice that stands in every listing of a shop: a policy, a profile, a location. `name` is a key of
    `MarketplaceAccount.selling_settings`, its words are in `marketplaces.reasons.SETTINGS`."""

    name: str
    choices: tuple[SettingChoice, ...]
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """A firm that answers for a product, as the law wants it named."""

    company: str
    address1: str = ""
    address2: str = ""
    city: str = ""
    province: str = ""
    postal_code: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProductSafety:
    """What GPSR wants said of a product: who made it, who answers for it in the EU, and its warnings in plain words with
    the marketplace's numbers for them."""

    manufacturer: Contact | None = None
    responsible: tuple[Contact, ...] = ()
    pictograms: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """What would make the marketplace refuse a draft, found without a call. `code` has its words in
    `marketplaces.reasons.PROBLEMS`; `about` names the attribute or field; `key` the variant, "" for the listing."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class LimitReading:
    """What a marketplace says of our calls: `remaining` of `limit` in `seconds`, None where it does not say."""

    name: str
    limit: int | None
    remaining: int | None
    seconds: int | None = None
    resets_at: str = ""
