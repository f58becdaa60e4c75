"""Fetching ahead of writing: pages in order, the next ones already on their way, never more of them than memory allows.

How many connections are open at once is decided by the latency measured: one where the service answers at once (more
would only fight for the processor), up to the setting where each answer takes long.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout

from django.conf import settings
from django.db import connection, connections

from inventory.source.errors import InventoryAPIError
from inventory.source.interface import CatalogueSource, RawPage
from inventory.source.paging import PageGuard

# About what one page costs us to split, compare and write: a connection more pays for each such span of waiting.
PAGE_WORK_SECONDS = 0.006
IDLE_SECONDS = 5.0
# A service that asks us to wait longer than this is left alone; the run is continued later.
PATIENCE_SECONDS = 300.0
MOST_WAITS = 100


class PageFeed:
    """The pages of one run, in order, without those already covered.

    `covered` are stretches (first page, number of pages) that an earlier attempt committed; `pages_expected` is what it
    knew of the length. After the last page `ended_at` is its number. `idle` is called every few seconds of waiting.
    """

    def __init__(
        self,
        source: CatalogueSource,
        *,
        page_size: int,
        site_id: str | None,
        covered: list[tuple[int, int]],
        pages_expected: int | None,
        idle: Callable[[], None],
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._source = source
        self._page_size = page_size
        self._site_id = site_id
        self._covered = {page for first, count in covered for page in range(first, first + count) if page}
        self._idle = idle
        self._patience = patience
        self._lock = threading.Lock()
        self._blocked_until = 0.0
        self._stopped = threading.Event()
        self.fastest = float("inf")
        self.calls = 0
        self.pages_expected = pages_expected
        # How many pages the list had when an earlier attempt read some of them, 0 when none did.
        self._pages_before = pages_expected or 0 if self._covered else 0
        self.items_expected: int | None = None
        self.ended_at: int | None = None

    def __iter__(self) -> Iterator[RawPage]:
        guard = PageGuard(settings.SYNC_MAX_PAGES)
        for page in self._ordered():
            guard.see(page)
            self._refuse_moved(page)
            if page.is_past_end:
                return
            yield page

    def _refuse_moved(self, page: RawPage) -> None:
        """Of a list that is now cut into fewer pages, those read earlier are not what lies before `page`."""
        last = page.number - 1 if page.is_past_end else page.number
        is_last = page.is_past_end or page.next_page is None
        if is_last and last < self._pages_before - 1:  # one page less may be a few rows that are gone
            raise InventoryAPIError(
                f"the list ends after page {last}; when the run began it had {self._pages_before} pages",
                code="pages_moved",
            )

    def _ordered(self) -> Iterator[RawPage]:
        if self.pages_expected is None and not self._covered:
            page = self._fetch(1)
            self._learn_length(page)
            yield page
            if page.next_page is None or page.is_past_end:
                return
            self._covered.add(1)
        yield from self._parallel() if not connection.in_atomic_block else self._sequential()

    def _learn_length(self, page: RawPage) -> None:
        if page.next_page is None:
            self.ended_at = page.number
            self.pages_expected = page.number
            self.items_expected = len(page.items)
        elif page.count and page.items:
            self.items_expected = page.count
            self.pages_expected = -(-page.count // len(page.items))

    def _sequential(self) -> Iterator[RawPage]:
        """One page after the other in this thread: inside a transaction another connection would not see our rows."""
        number = self._next_number(0)
        while number is not None:
            page = self._fetch(number)
            yield page
            number = self._after(page)

    def _parallel(self) -> Iterator[RawPage]:
        crew = _Crew(self._fetch)
        waiting: deque[tuple[int, Future[RawPage]]] = deque()
        try:
            number = self._next_number(0)
            while number is not None or waiting:
                number = self._top_up(crew, waiting, number)
                page = self._result(waiting.popleft()[1])
                yield page
                if page.is_past_end or page.next_page is None:
                    number = None
                    self._note_end(page)
                elif number is None and not waiting:
                    number = self._after(page)
        finally:
            self._stopped.set()
            crew.dismiss()

    def _top_up(self, crew: "_Crew", waiting: deque[tuple[int, Future[RawPage]]], number: int | None) -> int | None:
        """Ask for pages until enough are on their way. Returns the next number to ask for, None where none is known."""
        hands = self._hands()
        crew.grow(hands)
        while number is not None and len(waiting) < hands * 2:
            waiting.append((number, crew.fetch(number)))
            # Without a known length only the page before tells whether there is another one.
            number = self._next_number(number) if self.pages_expected and number < self.pages_expected else None
        return number

    def _hands(self) -> int:
        """How many connections pay at the latency seen so far."""
        if self.fastest == float("inf"):
            return 1
        return max(1, min(int(settings.INVENTORY_API_CONNECTIONS), round(self.fastest / PAGE_WORK_SECONDS)))

    def _result(self, future: "Future[RawPage]") -> RawPage:
        while True:
            try:
                return future.result(timeout=IDLE_SECONDS)
            except FutureTimeout:
                if future.done():
                    raise
                self._idle()

    def _next_number(self, after: int) -> int | None:
        """The first page after `after` that is not covered; None when all that we know of are."""
        number = after + 1
        while number in self._covered:
            number += 1
        if self.pages_expected is not None and number > self.pages_expected:
            return None
        return number

    def _after(self, page: RawPage) -> int | None:
        """Where to go on after `page` by its own word: past the expected end when the list has grown."""
        if page.is_past_end or page.next_page is None:
            self._note_end(page)
            return None
        number = page.next_page
        while number in self._covered:
            number += 1
        return number

    def _note_end(self, page: RawPage) -> None:
        last = page.number - 1 if page.is_past_end else page.number
        self.ended_at = max(self.ended_at or 0, last)

    def _fetch(self, number: int) -> RawPage:
        """One page; waits as often as the service asks for it, in reason."""
        for _ in range(MOST_WAITS):
            self._wait_until_welcome()
            started = time.monotonic()
            try:
                page = self._source.fetch_page(number, self._page_size, self._site_id)
            except InventoryAPIError as error:
                if error.retry_after is None or error.retry_after > self._patience:
                    raise
                last = error
                with self._lock:
                    self._blocked_until = max(self._blocked_until, time.monotonic() + error.retry_after)
                continue
            with self._lock:
                self.calls += 1
                self.fastest = min(self.fastest, time.monotonic() - started)
            return page
        raise last

    def _wait_until_welcome(self) -> None:
        while (wait := self._blocked_until - time.monotonic()) > 0 and not self._stopped.is_set():
            self._stopped.wait(min(wait, 1.0))


class _Crew:
    """Threads that fetch pages; as many as `grow` was asked for."""

    def __init__(self, fetch: Callable[[int], RawPage]) -> None:
        self._fetch = fetch
        self._orders: queue.SimpleQueue[tuple[int, Future[RawPage]] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def grow(self, size: int) -> None:
        while len(self._threads) < size:
            thread = threading.Thread(target=self._work, name=f"fetch-{len(self._threads) + 1}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def fetch(self, number: int) -> "Future[RawPage]":
        future: Future[RawPage] = Future()
        self._orders.put((number, future))
        return future

    def dismiss(self) -> None:
        """Let the threads go; what they are fetching is not waited for."""
        for _ in self._threads:
            self._orders.put(None)

    def _work(self) -> None:
        try:
            while (order := self._orders.get()) is not None:
                number, future = order
                try:
                    future.set_result(self._fetch(number))
                except BaseException as error:  # noqa: BLE001 - handed to the thread that waits for the page
                    future.set_exception(error)
        finally:
            connections.close_all()
