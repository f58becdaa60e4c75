"""Category rows, and the category a product names."""

from typing import Any

import msgspec

from inventory.source.interface import ItemProblem, SourceCategory
from inventory.source.mapper.decoding import Item, decode_item, first_given
from inventory.source.mapper.flags import read_active
from inventory.source.mapper.identity import read_site, reference, required_id
from inventory.source.mapper.images import absolute_url
from inventory.source.mapper.limits import LONGEST_CATEGORY_URL, LONGEST_SLUG, LONGEST_TITLE
from inventory.source.mapper.problems import FieldError, Problems, shown
from inventory.source.mapper.text import clean_block, clean_line, cut


def read_category(raw: bytes | msgspec.Raw) -> tuple[SourceCategory | None, list[ItemProblem]]:
    """The category, None when an error is among the problems. Needs nothing but an id: the rest has a fallback."""
    try:
        item = decode_item(raw)
        external_id = required_id(item)
    except FieldError as error:
        return None, [ItemProblem("", "", error.code, error.values)]
    problems = Problems(external_id)
    category = SourceCategory(
        external_id=external_id,
        name=_name(item, problems),
        slug=cut(_text(item.get("slug")), LONGEST_SLUG),
        description=clean_block(str(first_given(item, ("description",)) or "")),
        parent_external_id=_parent(item, problems),
        image_url=_image(item, problems),
        is_active=read_active(item, problems),
        site_id=read_site(item),
    )
    return category, problems.found


def _text(value: Any) -> str:
    return clean_line(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def _name(item: Item, problems: Problems) -> str:
    name = _text(first_given(item, ("name", "title")))
    if not name:
        problems.warn("name", "name_missing")
        return f"Category {problems.external_id}"
    if len(name) > LONGEST_TITLE:
        problems.warn("name", "name_cut", length=len(name))
    return cut(name, LONGEST_TITLE)


def _parent(item: Item, problems: Problems) -> str:
    """One resolver for id, text and object under either key; null everywhere means a root."""
    for key in ("parent_id", "parent"):
        try:
            found = reference(item.get(key))
        except FieldError:
            problems.warn("parent", "parent_unreadable", value=shown(item.get(key)))
            continue
        if found:
            return found
    return ""


def _image(item: Item, problems: Problems) -> str:
    value = first_given(item, ("image_url", "image"))
    if isinstance(value, dict):
        value = first_given(value, ("url", "image_url"))
    if value is None:
        return ""
    url = absolute_url(value) if isinstance(value, str) else None
    if url is None or len(url) > LONGEST_CATEGORY_URL:
        problems.warn("image_url", "image_refused", count=1, example=shown(value))
        return ""
    return url


def read_product_category(item: Item, problems: Problems) -> tuple[str, str]:
    """(id, name) of a product's category; the name only where there is no id."""
    category = item.get("category")
    is_name = isinstance(category, str) and not category.strip().isdigit()
    for value in (item.get("category_id"), None if is_name else category):
        try:
            found = reference(value)
        except FieldError:
            problems.warn("category", "category_unreadable", value=shown(value))
            continue
        if found:
            return found, ""
    names = (item.get("category_name"), category.get("name") if isinstance(category, dict) else category)
    name = next((text for value in names if isinstance(value, str) and (text := clean_line(value))), "")
    return "", cut(name, LONGEST_TITLE)
