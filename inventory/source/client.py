"""The B2B inventory service over HTTP: its two lists, as the service names things or as raw items for the sync."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.conf import settings

from core.calllog import CallLog
from core.crypto import Secret
from core.errors import BadPayload, HubError, NotFound, PartnerError
from core.http import Answer, PartnerClient
from core.ratelimit import RateLimit
from inventory.models import ApiKey
from inventory.source.envelopes import Envelope, EnvelopeError, Noun, open_envelope
from inventory.source.errors import InventoryAPIError, from_partner_error
from inventory.source.interface import RawPage
from inventory.source.paging import PageGuard, next_page

PARTNER = "b2b"
PATH_HINT = "check B2B_API_URL, B2B_PRODUCTS_PATH and B2B_CATEGORIES_PATH"

Params = dict[str, str | int]


class InventoryAPIClient:
    """Reads the B2B service. Safe to use from several threads; the key shows nowhere.

    Without `api_key` it takes the active `ApiKey`, else the setting B2B_API_KEY. `timeout` is for one attempt of one
    call as a whole, in seconds. Whatever goes wrong leaves as InventoryAPIError.
    """

    def __init__(
        self,
        api_key: str | None = None,
        base_url: str | None = None,
        *,
        timeout: float | None = None,
        log: CallLog | None = None,
    ) -> None:
        key = Secret(api_key or _active_key())
        self.base_url = (base_url or settings.B2B_API_URL).rstrip("/")
        rate = settings.INVENTORY_API_RATE
        try:
            self._http = PartnerClient(
                PARTNER,
                self.base_url,
                headers={settings.B2B_API_KEY_HEADER: key, "Content-Type": "application/json"},
                timeout=timeout or settings.INVENTORY_API_TIMEOUT,
                rate=RateLimit(f"{PARTNER}:catalogue", rate) if rate else None,
                log=log,
                transport="keepalive",
            )
        except ValueError as error:  # not https, no host: the text says so
            raise InventoryAPIError(f"B2B_API_URL: {error}", code="configuration") from error

    def __repr__(self) -> str:
        return f"<InventoryAPIClient {self.base_url}>"

    def get_categories_list(self) -> list[Any]:
        """All categories as the service writes them."""
        return [_as_written(raw) for raw in self.fetch_categories()]

    def get_products_list(
        self, page: int = 1, page_size: int = 100, site_id: int | str | None = None
    ) -> dict[str, Any]:
        """One page of products as `{"count", "next", "results"}`; `next` is the next page's address or None.

        A page after the last one is empty. `site_id` limits to one site, 0 included; None means all.
        """
        found = self.fetch_page(page, page_size, site_id)
        results = [_as_written(raw) for raw in found.items]
        query = {"page": found.next_page, "page_size": page_size} | ({} if site_id is None else {"site_id": site_id})
        link = f"{self.base_url}/{_with_slash(settings.B2B_PRODUCTS_PATH)}?{urlencode(query)}"
        return {"count": found.count, "next": link if found.next_page else None, "results": results}

    def fetch_page(self, number: int, page_size: int, site_id: int | str | None = None) -> RawPage:
        """Page `number` (from 1) of the products, items undecoded. The service may give fewer than `page_size`."""
        params: Params = {"page": number, "page_size": page_size}
        if site_id is not None:
            params["site_id"] = site_id
        return self._page(settings.B2B_PRODUCTS_PATH, "products", number, params)

    def pages(self, page_size: int, site_id: int | str | None = None, start: int = 1) -> Iterator[RawPage]:
        """The pages from `start` on, one after the other, until the end."""
        guard, number = PageGuard(settings.SYNC_MAX_PAGES), start
        while True:
            page = self.fetch_page(number, page_size, site_id)
            guard.see(page)
            yield page
            if page.next_page is None:
                return
            number = page.next_page

    def fetch_categories(self) -> list[msgspec.Raw]:
        """All categories, items undecoded: one plain list, or page by page where the service pages them."""
        guard, items, number = PageGuard(settings.SYNC_MAX_PAGES), [], 1
        while True:
            params: Params = {"page": number} if number > 1 else {}
            page = self._page(settings.B2B_CATEGORIES_PATH, "categories", number, params)
            guard.see(page)
            items += page.items
            if page.next_page is None:
                return items
            number = page.next_page

    def close(self) -> None:
        """Closes idle connections and writes down the calls that are still in memory."""
        self._http.close()

    def _page(self, path: str, noun: Noun, number: int, params: Params) -> RawPage:
        try:
            envelope = self._open(path, noun, params)
        except PartnerError as error:
            if number > 1 and _says_no_such_page(error):
                return RawPage(number, [], None, is_past_end=True)
            raise from_partner_error(error, hint=PATH_HINT if isinstance(error, NotFound) else "") from error
        return RawPage(number, envelope.items, next_page(envelope.next, number), envelope.count)

    def _open(self, path: str, noun: Noun, params: Params) -> Envelope:
        """The opened answer. One that came whole but cannot be read is asked for again, like one that did not come."""
        operation = f"list {noun}"
        opened: list[Envelope] = []

        def check(answer: Answer) -> None:
            try:
                opened.append(open_envelope(answer.body, noun, answer.header("content-type")))
            except EnvelopeError as error:
                cause = f"answer not understood: {error}"
                raise BadPayload(PARTNER, operation, status=answer.status, body=answer.body, message=cause) from error

        self._http.get(_with_slash(path), params, operation=operation, check=check)
        return opened[-1]


def _active_key() -> str:
    try:
        return ApiKey.get_active_key()
    except InventoryAPIError:
        raise
    except HubError as error:
        raise InventoryAPIError(str(error), code="no_key") from error


def _as_written(raw: msgspec.Raw) -> Any:
    """An item as the service wrote it, decimals exact."""
    try:
        return json.loads(bytes(raw), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InventoryAPIError("answer not understood: an item cannot be read", code="not_understood") from error


def _with_slash(path: str) -> str:
    """Django redirects a path without its last slash, and a redirect costs a call each time."""
    return path.strip("/") + "/"


def _says_no_such_page(error: PartnerError) -> bool:
    """The service's own 404, `{"detail": …}` in whatever language; a proxy's 404 page is no end of data."""
    if not isinstance(error, NotFound):
        return False
    try:
        return "detail" in msgspec.json.decode(error.body, type=dict[str, Any])
    except msgspec.MsgspecError:
        return False
