"""The way in from outside: HTTPS, the proxy, the public address that partners call, and Django's own list for it.

A hub that answers on this machine alone needs none of it.
"""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.http.request import validate_host

from core.checks import is_loopback
from core.doctor.examination import State, examiner
from core.errors import HubError
from core.http import Answer, glance
from core.redaction import redact_text

Line = tuple[State, str, str]
NOT_PUBLIC = "ALLOWED_HOSTS names this machine alone: nothing to look at."


def public_hosts() -> list[str]:
    return [host for host in settings.ALLOWED_HOSTS if not is_loopback(host.strip("[]"))]


@examiner("HTTPS")
def examine_https() -> Iterator[Line]:
    if not public_hosts():
        yield State.OK, NOT_PUBLIC, ""
        return
    problems = list(_https_problems())
    yield from problems
    if not problems:
        yield State.OK, "Browsers are sent to https, cookies go there alone, the proxy's headers are believed.", ""


def _https_problems() -> Iterator[Line]:
    believes_proxy = bool(getattr(settings, "SECURE_PROXY_SSL_HEADER", None))
    if not settings.HTTPS_ONLY:
        yield (
            State.WARNING,
            f"{', '.join(public_hosts())} may be used without TLS: passwords and sessions would go in clear.",
            "Put a proxy with HTTPS in front (deploy/nginx.conf) and set HTTPS_ONLY=true.",
        )
    elif not believes_proxy:
        yield (
            State.BROKEN,
            "HTTPS_ONLY is on and BEHIND_HTTPS_PROXY is off: every page leads back to itself, for ever.",
            "Set BEHIND_HTTPS_PROXY=true where the proxy sets X-Forwarded-Proto.",
        )
    if believes_proxy and settings.TRUSTED_PROXY_COUNT < 1:
        yield (
            State.WARNING,
            "All visitors have the proxy's address: five wrong passwords of one lock a name for everybody.",
            "Set TRUSTED_PROXY_COUNT to the number of proxies of yours.",
        )


@examiner("deployment")
def examine_deployment() -> Iterator[Line]:
    """What `manage.py check --deploy` says of security; the rest of that command looks at code, not at settings."""
    if not public_hosts():
        yield State.OK, NOT_PUBLIC, ""
        return
    found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    told = [message for message in found if not message.is_silenced()]
    for message in told:
        yield State.WARNING, f"{message.id}: {' '.join(message.msg.split())}", message.hint or ""
    if not told:
        yield State.OK, "Django's list for deployments finds nothing.", ""


@examiner("public URL", asks_others=True)
def examine_public_url() -> Iterator[Line]:
    """Asks for `/healthz` as a partner's webhook would come: by name, over the proxy."""
    url: str = settings.PUBLIC_URL.rstrip("/")
    if not url:
        yield (
            State.OK if not public_hosts() else State.WARNING,
            "PUBLIC_URL is empty: partners cannot send webhooks, orders are asked for on schedule.",
            "" if not public_hosts() else "Set PUBLIC_URL=https://… to the address of this hub.",
        )
        return
    host = urlsplit(url).hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield State.BROKEN, f"ALLOWED_HOSTS lacks {host}, the host of PUBLIC_URL.", f"Add {host} to ALLOWED_HOSTS."
        return
    try:
        answer = glance(f"{url}/healthz")
    except (HubError, ValueError) as error:
        yield (
            State.BROKEN,
            f"{url} does not answer from here: {redact_text(str(error))}",
            "Is the web process running, and the proxy? Does the name lead to this machine, is the certificate good?",
        )
        return
    yield _of_answer(url, answer)


def _of_answer(url: str, answer: Answer) -> Line:
    if answer.status == 200 and _is_ours(answer.body):  # noqa: PLR2004 - a status
        return State.OK, f"{url} answers from here; webhooks of partners can arrive.", ""
    said = f"answered {answer.status}" + (
        f" and leads to {answer.header('Location')}" if answer.header("Location") else ""
    )
    return (
        State.BROKEN,
        f"{url}/healthz {said}: that is not this hub's web process.",
        "Look where the proxy passes requests on to, and that it passes Host and X-Forwarded-Proto.",
    )


def _is_ours(body: bytes) -> bool:
    try:
        return bool(json.loads(body) == {"status": "alive"})
    except ValueError:
        return False
