"""Every view of every list of the console, its first page, and the lists of the API: queries, and seconds at the server."""

import time
from collections.abc import Iterator
from typing import Any

from tests.bench.statements import clocked_statements
from tests.console_addresses import addresses_of

GOAL_SECONDS, GOAL_QUERIES = 0.3, 15
TRIES = 3  # the quickest counts: a collection of garbage, or a busy machine, is not the page's
SEARCHES = ("zzz", "box", "SKU-00", "17")
OF_THE_API = (
    "/api/products", "/api/categories", "/api/orders", "/api/supplier-orders", "/api/jobs", "/api/sync-runs",
    "/api/dashboard/stats",
)  # fmt: skip
Row = dict[str, Any]


def pages(is_short: bool = False) -> list[Row]:
    """A row a list: how many views it has, the most queries of one, the slowest one and its address. A short round looks
    at the first page, the last one and a search of each list."""
    from django.contrib.auth.models import User
    from django.test import Client

    browser = Client()
    browser.force_login(User.objects.create_superuser("bench"))
    return [_list(browser, what, addresses) for what, addresses in _lists(browser, is_short)]


def _lists(browser: Any, is_short: bool) -> Iterator[tuple[str, list[str]]]:
    from django.contrib import admin
    from django.urls import reverse

    yield "first page of the console", [reverse("admin:index")]
    for model in admin.site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answer = browser.get(url)
        if answer.status_code != 200:
            continue  # no list: a single form
        if not (answer.context and "cl" in answer.context):
            yield model._meta.label, [url]  # a board of its own
            continue
        views = dict.fromkeys(addresses_of(answer, url, SEARCHES))
        yield model._meta.label, [at for at in views if not is_short or _is_plain(at, url)]
    for address in OF_THE_API:
        yield address, [address]


def _is_plain(address: str, url: str) -> bool:
    return address == url or address.startswith((f"{url}?p=", f"{url}?q={SEARCHES[1]}"))


def _list(browser: Any, what: str, addresses: list[str]) -> Row:
    browser.get(addresses[0])  # what is read once a process is no page's own
    seen = {address: _look(browser, address) for address in addresses}
    slowest = max(seen, key=lambda address: seen[address][0])
    return {
        "what": what,
        "views": len(seen),
        "queries": max(queries for _, queries in seen.values()),
        "seconds": seen[slowest][0],
        "slowest": slowest,
        "over": {address: figures for address, figures in seen.items() if _is_over(*figures)},
    }


def _is_over(seconds: float, queries: int) -> bool:
    return seconds > GOAL_SECONDS or queries > GOAL_QUERIES


def _look(browser: Any, address: str) -> tuple[float, int]:
    """Seconds and queries with nothing kept from before. Seconds are those that the process itself works and those that it
    waits for the database's server: other work on the machine makes no page slower."""
    from django.core.cache import cache
    from django.db import connection

    quickest, queries = float("inf"), 0
    for _ in range(TRIES):
        cache.clear()
        with clocked_statements() as statements:
            began = time.process_time()
            answer = browser.get(address)
            answer.getvalue()
            seconds = time.process_time() - began
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        waited = sum(statements) if connection.vendor == "postgresql" else 0.0
        quickest, queries = min(quickest, seconds + waited), len(statements)
        if quickest <= GOAL_SECONDS:
            break
    return quickest, queries
