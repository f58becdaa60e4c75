"""The door for webhooks: a plain view outside of DRF that hands over the bytes as they came in, and answers at once.

    address = webhook_view(receive)

    def receive(delivery: Delivery, **captured: str) -> None:
        account = …                           # whose signature fits the bytes
        if account is None:
            raise Forged("cj-dropshipping")   # 401, counted, no row
        store(…)                              # core.inbox; 200 once this is committed, for a repeat too

Compare signatures as bytes (`hmac.compare_digest` raises TypeError for text outside of ASCII, and a forged header must
not become a 500). No session, no CSRF token, no parser. A body beyond WEBHOOK_MAX_BODY is not read to its end. A database that is away or
too busy gives 503, so that the sender comes again.
"""

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from core.alerts.refused_webhooks import tell_refused
from core.api.client_address import client_address
from core.api.errors import Unavailable, error_response, is_database_away

logger = logging.getLogger(__name__)

# The random part of an address: long enough that no word of the API's own addresses can be one.
RANDOM_PART = r"[A-Za-z0-9_-]{20,64}"
_ADDRESS = re.compile(rf"/(?:api/[a-z0-9-]+/webhooks(?:/{RANDOM_PART})?|webhooks/.+)/?")
READ_BYTES = 64 * 1024
FORGED_LOG_SECONDS = 60.0
FORGED_SENDERS_KEPT = 1000
MAX_LENGTH_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came in. `headers` by lower-case name; `address` is the sender's IP address."""

    raw: bytes
    headers: Mapping[str, str]
    address: str


class Forged(Exception):  # noqa: N818 - says what it is
    """The signature is missing or does not fit. `status` is what this partner wants to hear."""

    def __init__(self, partner: str, status: int = 401) -> None:
        super().__init__(partner)
        self.partner, self.status = partner, status


class ComeAgain(Exception):  # noqa: N818 - says what is asked
    """Whether it is signed cannot be found out now: the sender is to deliver it again."""


class _Refused(Exception):  # noqa: N818 - says what happened
    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.response = error_response(code, detail, status)


class Receiver(Protocol):
    def __call__(self, delivery: Delivery, **captured: str) -> None: ...


def is_webhook(request: HttpRequest) -> bool:
    """Whether this address is a webhook's: what bounds the API's bodies does not bound these."""
    return _ADDRESS.fullmatch(request.path_info) is not None


def webhook_view(receive: Receiver, **fixed: str) -> Callable[..., HttpResponse]:
    """The view that gives each POST to `receive`, with `fixed` and what the address captured."""

    @csrf_exempt
    @never_cache
    @transaction.non_atomic_requests
    def view(request: HttpRequest, **captured: str) -> HttpResponse:
        if request.method != "POST":
            response = error_response("method_not_allowed", "Webhooks come by POST.", 405)
            response["Allow"] = "POST"
            return response
        try:
            headers = {name.lower(): value for name, value in request.headers.items()}
            delivery = Delivery(read_body(request), headers, client_address(request))
            receive(delivery, **fixed, **captured)
        except _Refused as refused:
            return refused.response
        except Forged as forged:
            address = client_address(request)
            if refusals.note(forged.partner, address):
                tell_refused(forged.partner, address, refusals.total[forged.partner])
            return error_response(
                "bad_signature", "Webhook verification failed: the signature is missing or wrong.", forged.status
            )
        except (AnyDatabaseError, ComeAgain) as error:
            if isinstance(error, AnyDatabaseError) and not is_database_away(error):
                raise
            logger.warning("A webhook is sent back for later: %s", error.__cause__ or error)
            response = error_response(Unavailable.default_code, str(Unavailable.default_detail), 503)
            response["Retry-After"] = str(Unavailable.wait)
            return response
        return HttpResponse("OK", content_type="text/plain")

    return view


# --- the body ------------------------------------------------------------------------------------------------------------


def read_body(request: HttpRequest) -> bytes:
    """The bytes as received; never more of them than the limit and one read are taken from the wire."""
    limit: int = settings.WEBHOOK_MAX_BODY
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        raise _Refused(415, "content_encoding", "Bodies are taken as they are, without a content encoding.")
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return _read(_chunked_source(request), limit)
    declared = request.META.get("CONTENT_LENGTH") or "0"
    if not (declared.isascii() and declared.isdecimal()) or len(declared) > MAX_LENGTH_DIGITS:
        raise _Refused(400, "bad_request", "Content-Length is not a number.")
    length = int(declared)
    if length > limit:
        raise _too_large(limit)
    body = _read(request.read, limit)
    if len(body) != length:
        raise _Refused(400, "bad_request", "The body is shorter than its Content-Length.")
    return body


def _chunked_source(request: HttpRequest) -> Callable[[int], bytes]:
    """Django takes a body without a length for an empty one; a server that ends the stream itself says so (gunicorn)."""
    if not request.META.get("wsgi.input_terminated"):
        raise _Refused(411, "length_required", "Send a Content-Length.")
    source: Callable[[int], bytes] = request.META["wsgi.input"].read
    return source


def _read(source: Callable[[int], bytes], limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        while part := source(READ_BYTES):
            size += len(part)
            if size > limit:
                raise _too_large(limit)
            parts.append(part)
    except OSError as error:  # the sender went away, or sent what is no body (Django's UnreadablePostError is one too)
        raise _Refused(400, "bad_request", "The body could not be read.") from error
    return b"".join(parts)


def _too_large(limit: int) -> _Refused:
    return _Refused(413, "body_too_large", f"The body is larger than {limit} bytes.")


# --- what was refused ------------------------------------------------------------------------------------------------------


class Refusals:
    """Counts forged deliveries by partner, and logs each sender once a minute: a stranger must not fill the disk."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._logged: dict[tuple[str, str], float] = {}
        self._unlogged: Counter[tuple[str, str]] = Counter()
        self.total: Counter[str] = Counter()

    def note(self, partner: str, address: str) -> bool:
        """Whether it was logged: what else is done for a sender is done as rarely."""
        key, now = (partner, address), time.monotonic()
        with self._lock:
            self.total[partner] += 1
            self._unlogged[key] += 1
            if now - self._logged.get(key, float("-inf")) < FORGED_LOG_SECONDS:
                return False
            if len(self._logged) >= FORGED_SENDERS_KEPT:
                self._forget(now)
            if len(self._logged) >= FORGED_SENDERS_KEPT:
                return False  # a flood of addresses: counted, and nothing else
            self._logged[key] = now
            count = self._unlogged.pop(key)
        logger.warning("Webhook refused: bad signature", extra={"partner": partner, "ip": address, "count": count})
        return True

    def _forget(self, now: float) -> None:
        self._logged = {key: at for key, at in self._logged.items() if now - at < FORGED_LOG_SECONDS}
        self._unlogged = Counter({key: count for key, count in self._unlogged.items() if key in self._logged})


refusals = Refusals()
