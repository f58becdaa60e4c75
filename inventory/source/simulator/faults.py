"""The faults of the B2B service's look-alike. Their place is the number of a page."""

from core.simulation.faults import FaultWords
from inventory.source.simulator.views import VIEWS

TRANSPORT = {
    "status": "HTTP status",
    "retry_after": "429 with this Retry-After",
    "slow": "seconds before the answer",
    "drip": "seconds between single bytes",
    "reset": "",
    "cut": "",
    "empty_body": "",
    "no_content": "",
    "html": "",
    "broken_json": "",
    "bom": "",
    "latin1": "",
    "no_list": "",
    "redirect": "address",
    "throttle": "calls a minute",
}
PAGING = {
    "loop": "",
    "same_rows": "",
    "next_host": "scheme and host of `next`",
    "page_cap": "most rows a page",
    "ignore_page_size": "",
    "empty_pages": "",
    "moving": "per cent that change at each page that is read",
}
HAPPENINGS = {"drift": "per cent", "removed": "per cent", "renumbered": "per cent"}

FAULTS = FaultWords(
    known=TRANSPORT | PAGING | HAPPENINGS | dict.fromkeys(VIEWS, ""),
    numeric=frozenset({"status", "slow", "drip", "throttle", "page_cap", "moving", *HAPPENINGS}),
    place=r"\d+",
)
