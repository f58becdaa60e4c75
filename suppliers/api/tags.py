"""The headings of the API's document under which each supplier's operations stand."""

from typing import Any

from suppliers.registry import slugs, title

AFTER = "suppliers"


def describe_suppliers(result: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """One heading for each supplier of the settings, behind the one for all of them."""
    headings: list[dict[str, str]] = []
    for heading in result["tags"]:
        headings.append(heading)
        if heading["name"] == AFTER:
            headings += [{"name": slug, "description": f"Buying at {title(slug)}."} for slug in slugs()]
    return {**result, "tags": headings}
