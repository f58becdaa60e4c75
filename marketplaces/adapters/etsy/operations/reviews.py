"""What buyers wrote of the shop. Read only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.families import reviews as family
from marketplaces.adapters.etsy.mapper.shop_rows import review
from marketplaces.adapters.etsy.values import stamp
from marketplaces.interface import Operation

OPERATIONS = {"list_reviews": Operation("list_reviews")}
PAGE = 50


def list_reviews(client: EtsyClient, values: Mapping[str, Any]) -> dict[str, Any]:
    """The newest first. `since` and `until` are ISO 8601; `next_offset` None after the last page."""
    offset, limit = int(values.get("offset") or 0), int(values.get("limit") or PAGE)
    names = {"since": "min_created", "until": "max_created"}
    filters = {
        theirs: stamp(datetime.fromisoformat(str(values[ours]))) for ours, theirs in names.items() if values.get(ours)
    }
    page = family.of_shop(client, filters, limit, offset)
    is_last = len(page.rows) < limit
    return {
        "reviews": [review(row) for row in page.rows],
        "count": page.count,
        "next_offset": None if is_last else offset + limit,
    }
