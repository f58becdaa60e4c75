"""Errors told to Sentry, or to what speaks like it. Loaded only where `SENTRY_DSN` is set.

What leaves is the error, where in our code it happened and the redacted words around it: no variables, no bodies, no
cookies, no person. The sender has its own connection to that one address; the hub's partners are never called with it.
"""

from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.argv import ArgvIntegration
from sentry_sdk.types import Event, Hint

from core.redaction import address_for_log, redact_mapping, redact_text

_OF_A_REQUEST = ("method", "url")  # what is kept of it


def start(**options: Any) -> None:
    """From now on this process tells its errors. `options` are Sentry's own, for another transport."""
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        environment=settings.SENTRY_ENVIRONMENT,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        auto_session_tracking=False,
        before_send=clean_event,
        before_breadcrumb=clean_breadcrumb,
        disabled_integrations=[ArgvIntegration()],
        **options,
    )


def clean_event(event: Event, hint: Hint) -> Event | None:
    """The event without secrets and persons. What cannot be cleaned does not leave: Sentry drops it."""
    found: dict[str, Any] = dict(event)
    found.pop("user", None)
    found.get("contexts", {}).get("trace", {}).pop("dynamic_sampling_context", None)  # only for what we do not send
    request = found.get("request")
    if request:
        found["request"] = {name: request[name] for name in _OF_A_REQUEST if name in request}
        found["request"]["url"] = address_for_log(str(request.get("url", "")))
    said = found.get("logentry")
    if said:  # its parameters are secrets as often as not, and nothing tells which
        words = redact_text(str(said.get("formatted") or said.get("message") or ""))
        found["logentry"] = {"message": words, "formatted": words}
    return redact_mapping(found)  # type: ignore[return-value]  # the same shape, values changed


def clean_breadcrumb(crumb: dict[str, Any], hint: Hint) -> dict[str, Any] | None:
    """A step on the way to the error: addresses without their queries, the rest redacted."""
    found = dict(crumb)
    data = dict(found.get("data") or {})
    if "url" in data:
        data = {**data, "url": address_for_log(str(data["url"]))}
        data = {name: value for name, value in data.items() if not name.startswith(("http.query", "http.fragment"))}
    return redact_mapping({**found, "data": data})
