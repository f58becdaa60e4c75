"""The headings of the API's document under which each marketplace's operations stand."""

from typing import Any

from marketplaces.registry import slugs, title

AFTER = "marketplaces"


def describe_marketplaces(result: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """One heading for each marketplace of the settings, behind the one for all of them."""
    headings: list[dict[str, str]] = []
    for heading in result["tags"]:
        headings.append(heading)
        if heading["name"] == AFTER:
            headings += [{"name": slug, "description": f"Selling at {title(slug)}."} for slug in slugs()]
    return {**result, "tags": headings}
