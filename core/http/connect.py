"""Opens connections: name resolution, TCP and TLS, all within the deadline of the call."""

import os
import queue
import socket
import ssl
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import certifi

from core.http.deadline import DeadlineSocket, DeadlineTLSSocket, before_opening, remaining

CONNECT_LIMIT_SECONDS = 10.0

# (family, type, protocol, canonical name, socket address), as socket.getaddrinfo gives them
Resolved = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]
AddressCheck = Callable[[list[Resolved]], None]


def open_socket(host: str, port: int, *, check: AddressCheck | None = None) -> DeadlineSocket:
    """A connected TCP socket. `check` sees every address of the host before any is connected to, and may refuse by
    raising; the name is resolved once only, so that what was checked is what is connected to."""
    before_opening()
    addresses = resolve(host, port)
    if check is not None:
        check(addresses)
    last_error: OSError | None = None
    for position, (family, kind, protocol, _, address) in enumerate(addresses):
        share = remaining() / (len(addresses) - position)
        sock = DeadlineSocket(family, kind, protocol)
        try:
            sock.settimeout(min(share, CONNECT_LIMIT_SECONDS))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(min(remaining(), CONNECT_LIMIT_SECONDS))  # what a TLS handshake may take
        except OSError as error:
            sock.close()
            last_error = error
        else:
            return sock
    raise last_error or OSError("the name has no address")


def resolve(host: str, port: int) -> list[Resolved]:
    """All addresses of the host. getaddrinfo knows no timeout, so a name is looked up beside this thread."""
    answers: queue.SimpleQueue[list[Resolved] | BaseException] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(_addresses(host, port))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the waiting thread raises it
            answers.put(error)

    if _is_numeric(host):
        return _addresses(host, port)
    limit = min(remaining(), CONNECT_LIMIT_SECONDS)
    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=limit)
    except queue.Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _addresses(host: str, port: int) -> list[Resolved]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label of more than 63 characters, an empty one
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error
    return list(found)


def _is_numeric(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def tls_context() -> ssl.SSLContext:
    """Certificates are always verified: against the system's authorities, certifi's, and `SSL_CERT_FILE`."""
    return _tls_context(os.environ.get("SSL_CERT_FILE", ""))


@lru_cache(maxsize=4)
def _tls_context(_cert_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.sslsocket_class = DeadlineTLSSocket
    return context
