"""Pages as Django REST framework's page numbers give them, and the ways in which they can lead astray."""

import json
from dataclasses import dataclass

from inventory.source.simulator.answers import Faults, detail

SERVER_PAGE_SIZE = 20
PAGE_CAP = 1000


@dataclass(frozen=True)
class Question:
    """`address` is the list's own, without a query."""

    address: str
    page: int
    page_size: int | None
    site: str | None


def whole(text: str | None) -> int | None:
    return int(text) if text and text.removeprefix("-").isdecimal() else None


def list_page(products: list[bytes], asked: Question, faults: Faults) -> tuple[int, bytes]:
    """Status and body of one page of `products`."""
    size = SERVER_PAGE_SIZE if "ignore_page_size" in faults else asked.page_size or SERVER_PAGE_SIZE
    size = max(1, min(size, int(faults["page_cap"].number) if "page_cap" in faults else PAGE_CAP))
    first = 0 if "same_rows" in faults else (asked.page - 1) * size
    if asked.page < 1 or (first >= len(products) and asked.page != 1):
        return 404, detail("Page invalide.")
    rows = [] if "empty_pages" in faults else products[first : first + size]
    goes_on = asked.page * size < len(products) or any(name in faults for name in ("same_rows", "empty_pages", "loop"))
    following = _link(asked, 1 if "loop" in faults else asked.page + 1, faults) if goes_on else None
    previous = _link(asked, asked.page - 1, faults) if asked.page > 1 else None
    head = f'{{"count":{len(products)},"next":{json.dumps(following)},"previous":{json.dumps(previous)},"results":['
    return 200, head.encode() + b",".join(rows) + b"]}"


def _link(asked: Question, page: int, faults: Faults) -> str:
    address = asked.address
    if "next_host" in faults:
        address = faults["next_host"].value + "/" + address.split("/", 3)[3]
    size = "" if asked.page_size is None else f"&page_size={asked.page_size}"
    site = "" if asked.site is None else f"&site_id={asked.site}"
    return f"{address}?page={page}{size}{site}"
