"""Categories, and what they ask of a listing."""

from collections.abc import Iterator, Sequence
from datetime import date

from marketplaces.adapters.ebay.values import Obj, moment, obj, obj_or_empty, required, rows, text, whole
from marketplaces.interface import AttributeNeed, RemoteCategory

ARROW = " > "
# A category kept in short: id, name, its parent's id ("" for the top ones), whether it can hold listings.
Node = tuple[str, str, str, bool]

CONDITIONS = {
    "1000": "NEW",
    "1500": "NEW_OTHER",
    "1750": "NEW_WITH_DEFECTS",
    "2000": "CERTIFIED_REFURBISHED",
    "2010": "EXCELLENT_REFURBISHED",
    "2020": "VERY_GOOD_REFURBISHED",
    "2030": "GOOD_REFURBISHED",
    "2500": "SELLER_REFURBISHED",
    "2750": "LIKE_NEW",
    "2990": "PRE_OWNED_EXCELLENT",
    "3000": "USED_EXCELLENT",
    "3010": "PRE_OWNED_FAIR",
    "4000": "USED_VERY_GOOD",
    "5000": "USED_GOOD",
    "6000": "USED_ACCEPTABLE",
    "7000": "FOR_PARTS_OR_NOT_WORKING",
}
REGULATIONS = {
    "MANUFACTURER_CONTACT": "manufacturer",
    "PRODUCT_SAFETY": "safety",
    "HAZMAT": "hazmat",
    "ENERGY_EFFICIENCY": "energy",
}


def suggested(row: Obj) -> RemoteCategory:
    """The ancestors come with the nearest first."""
    category = obj(row.get("category"), "category")
    above = rows(row.get("categoryTreeNodeAncestors"), "categoryTreeNodeAncestors")
    names = [text(each.get("categoryName")) for each in reversed(above)]
    return RemoteCategory(
        required(category, "categoryId"),
        required(category, "categoryName"),
        ARROW.join([*names, required(category, "categoryName")]),
        True,
        text(above[0].get("categoryId")) if above else "",
    )


def flat(tree: Obj) -> list[Node]:
    """All categories of a tree, parents before their children; its root is nobody's category."""
    root = obj(tree.get("rootCategoryNode"), "rootCategoryNode")
    found: list[Node] = []
    for child in _children(root):
        found += _below(child, "")
    return found


def _below(node: Obj, parent: str) -> Iterator[Node]:
    category = obj(node.get("category"), "category")
    own = required(category, "categoryId")
    children = _children(node)
    yield own, text(category.get("categoryName")), parent, not children
    for child in children:
        yield from _below(child, own)


def _children(node: Obj) -> list[Obj]:
    return rows(node.get("childCategoryTreeNodes"), "childCategoryTreeNodes")


def children_of(nodes: Sequence[Node], category_id: str) -> tuple[RemoteCategory, ...]:
    by_id = {node[0]: node for node in nodes}
    return tuple(category(by_id, node) for node in nodes if node[2] == category_id)


def category(by_id: dict[str, Node], node: Node) -> RemoteCategory:
    own, name, parent, is_leaf = node
    path, above = [name], by_id.get(parent)
    while above is not None:
        path.append(above[1])
        above = by_id.get(above[2])
    return RemoteCategory(own, name, ARROW.join(reversed(path)), is_leaf, parent)


def attribute_need(row: Obj) -> AttributeNeed:
    """Whether it must be filled says `aspectRequired` alone: `aspectUsage` of a required one may be RECOMMENDED."""
    rule = obj_or_empty(row.get("aspectConstraint"), "aspectConstraint")
    name = required(row, "localizedAspectName")
    values = [text(each.get("localizedValue")) for each in rows(row.get("aspectValues"), "aspectValues")]
    return AttributeNeed(
        key=name,
        name=name,
        is_required=rule.get("aspectRequired") is True,
        values=tuple(value for value in values if value),
        only_listed=text(rule.get("aspectMode")) == "SELECTION_ONLY",
        is_multiple=text(rule.get("itemToAspectCardinality")) == "MULTI",
        varies=rule.get("aspectEnabledForVariations") is True,
        longest=whole(rule.get("aspectMaxLength")),
        required_from=_day(rule.get("expectedRequiredByDate")),
    )


def conditions(policies: Sequence[Obj], category_id: str) -> tuple[str, ...]:
    """In the words of an item; eBay tells them by number. Numbers that we have no word for are left out."""
    found: list[str] = []
    for policy in _of_category(policies, category_id):
        for row in rows(policy.get("itemConditions"), "itemConditions"):
            word = CONDITIONS.get(text(row.get("conditionId")), "")
            if word and text(row.get("usage")) != "RESTRICTED":
                found.append(word)
    return tuple(dict.fromkeys(found))


def regulations(policies: Sequence[Obj], category_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the law wants said there, and what of it must be said."""
    wanted: dict[str, bool] = {}
    for policy in _of_category(policies, category_id):
        for row in rows(policy.get("supportedAttributes"), "supportedAttributes"):
            code = REGULATIONS.get(text(row.get("name")), "")
            if code:
                wanted[code] = text(row.get("usage")) == "REQUIRED"
    return tuple(wanted), tuple(code for code, is_required in wanted.items() if is_required)


def _of_category(policies: Sequence[Obj], category_id: str) -> list[Obj]:
    return [policy for policy in policies if text(policy.get("categoryId")) in {"", category_id}]


def _day(value: object) -> date | None:
    """As a time, or as a day alone."""
    found = moment(value)
    if found is not None:
        return found.date()
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        return None
