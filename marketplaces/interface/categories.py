"""The marketplace's own categories, and what a listing in one of them has to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class RemoteCategory:
    """`path` is readable, from the root, " > " between the names. Only a leaf may hold listings."""

    category_id: str
    name: str
    path: str = ""
    is_leaf: bool = True
    parent_id: str = ""


@dataclass(frozen=True, slots=True)
class AttributeNeed:
    """One attribute of a category. `key` is how the marketplace names it in a listing (a name or a number), `values` what
    it proposes; with `only_listed` nothing else is taken. `varies`: variants may differ in it. `required_from`: it will
    be required from that day. `scales` are (id, name) where a value needs one."""

    key: str
    name: str
    is_required: bool = False
    values: tuple[str, ...] = ()
    only_listed: bool = False
    is_multiple: bool = False
    varies: bool = False
    longest: int | None = None
    required_from: date | None = None
    scales: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryNeeds:
    """What the marketplace asks of a listing in one category. `conditions` are its words for new, used and so on;
    `regulations` are codes of what the law wants said there ("manufacturer", "responsible_person", "safety"), with the
    required ones in `required_regulations`. `version` of its tree, "" where it has none."""

    category_id: str
    attributes: tuple[AttributeNeed, ...] = ()
    conditions: tuple[str, ...] = ()
    regulations: tuple[str, ...] = ()
    required_regulations: tuple[str, ...] = ()
    version: str = ""

    def required(self) -> tuple[AttributeNeed, ...]:
        return tuple(need for need in self.attributes if need.is_required)

    def written(self) -> dict[str, Any]:
        """As JSON, to be kept."""
        return {
            "category_id": self.category_id,
            "attributes": [_written(need) for need in self.attributes],
            "conditions": list(self.conditions),
            "regulations": list(self.regulations),
            "required_regulations": list(self.required_regulations),
            "version": self.version,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "CategoryNeeds":
        """What `written` gave."""
        return cls(
            category_id=str(kept["category_id"]),
            attributes=tuple(_read(each) for each in kept["attributes"]),
            conditions=tuple(kept["conditions"]),
            regulations=tuple(kept["regulations"]),
            required_regulations=tuple(kept["required_regulations"]),
            version=str(kept["version"]),
        )


def _written(need: AttributeNeed) -> dict[str, Any]:
    return {
        "key": need.key,
        "name": need.name,
        "is_required": need.is_required,
        "values": list(need.values),
        "only_listed": need.only_listed,
        "is_multiple": need.is_multiple,
        "varies": need.varies,
        "longest": need.longest,
        "required_from": need.required_from.isoformat() if need.required_from else None,
        "scales": [list(scale) for scale in need.scales],
    }


def _read(kept: Mapping[str, Any]) -> AttributeNeed:
    day = kept["required_from"]
    return AttributeNeed(
        key=kept["key"],
        name=kept["name"],
        is_required=kept["is_required"],
        values=tuple(kept["values"]),
        only_listed=kept["only_listed"],
        is_multiple=kept["is_multiple"],
        varies=kept["varies"],
        longest=kept["longest"],
        required_from=date.fromisoformat(day) if day else None,
        scales=tuple((scale[0], scale[1]) for scale in kept["scales"]),
    )
