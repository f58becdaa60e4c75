"""A thin client on http.client that keeps its connections: for page loops, where requests costs 0.6 ms a page more."""

import http.client
import select
import socket
from collections import deque
from collections.abc import Callable

from core.http.body import read_body
from core.http.connect import open_socket, tls_context
from core.http.deadline import DeadlineSocket, DeadlineTLSSocket, WireCall
from core.http.faults import WireFault, fault_from
from core.http.head import QuickResponse
from core.http.origin import Origin
from core.http.transport import WireAnswer, WireRequest

MAX_IDLE_CONNECTIONS = 16
_CLOSED_WHILE_IDLE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, ConnectionAbortedError)
WIRE_ERRORS = (OSError, http.client.HTTPException, ValueError)


def wire_fault(error: Exception, call: WireCall) -> WireFault:
    return fault_from(error, sent=call.sent, expired=call.expired)


def open_for(origin: Origin) -> DeadlineSocket | DeadlineTLSSocket:
    sock = open_socket(origin.host, origin.port)
    return secured(sock, origin.host) if origin.scheme == "https" else sock


def secured(sock: DeadlineSocket, host: str) -> DeadlineTLSSocket:
    try:
        wrapped = tls_context().wrap_socket(sock, server_hostname=host)
    except BaseException:
        sock.close()
        raise
    assert isinstance(wrapped, DeadlineTLSSocket)  # noqa: S101 - tells the type checker what sslsocket_class says
    return wrapped


class Connection(http.client.HTTPConnection):
    """An HTTP connection over a socket that `opener` makes, with or without TLS."""

    response_class = QuickResponse

    def __init__(self, origin: Origin, opener: Callable[[], DeadlineSocket | DeadlineTLSSocket]) -> None:
        super().__init__(origin.host, origin.port)
        self.default_port = 443 if origin.scheme == "https" else 80  # decides whether the Host header names the port
        self._opener = opener

    def connect(self) -> None:
        self.sock = self._opener()


def _has_something_to_read(sock: socket.socket) -> bool:
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


class KeepAliveTransport:
    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._idle: deque[Connection] = deque()  # append and pop are atomic; the last used is the next

    def fetch(self, request: WireRequest, call: WireCall, *, fresh: bool) -> WireAnswer:
        try:
            connection, response = self._ask(request, call, fresh=fresh)
            return self._take(connection, response, request.max_body)
        except WIRE_ERRORS as error:
            raise wire_fault(error, call) from error

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _new_connection(self) -> Connection:
        return Connection(self._origin, lambda: open_for(self._origin))

    def _take_idle(self) -> Connection | None:
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if not _has_something_to_read(connection.sock):
                return connection
            connection.close()  # closed by the partner, or it sent what nobody asked for

    def _ask(self, request: WireRequest, call: WireCall, *, fresh: bool) -> tuple[Connection, http.client.HTTPResponse]:
        connection = None if fresh else self._take_idle()
        if connection is not None:
            try:
                return connection, ask(connection, request)
            except _CLOSED_WHILE_IDLE:
                call.sent = False  # the partner hung up between two calls: it has not seen this one
        connection = self._new_connection()
        return connection, ask(connection, request)

    def _take(self, connection: Connection, response: http.client.HTTPResponse, max_body: int) -> WireAnswer:
        answer, reusable = take(connection, response, max_body)
        if reusable and len(self._idle) < MAX_IDLE_CONNECTIONS:
            self._idle.append(connection)
        else:
            connection.close()
        return answer


def ask(connection: Connection, request: WireRequest) -> http.client.HTTPResponse:
    """Sends the request and reads the answer's head. The connection is closed when that fails."""
    try:
        connection.request(request.method, request.target, request.body, request.headers)
        return connection.getresponse()
    except BaseException:
        connection.close()
        raise


def take(connection: Connection, response: http.client.HTTPResponse, max_body: int) -> tuple[WireAnswer, bool]:
    """The whole answer, and whether the connection can carry another one. It is closed when reading fails."""
    headers = dict(response.getheaders())  # see QuickResponse
    try:
        body, complete = read_body(response.read, response.status, headers, max_body)
        if complete and not response.isclosed():
            response.read()  # nothing is left, but http.client wants to hear so before the next request
    except BaseException:
        response.close()
        connection.close()
        raise
    return WireAnswer(response.status, headers, body), complete and not response.will_close
