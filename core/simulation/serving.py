"""Serves WSGI callables on loopback over real HTTP/1.1 with keep-alive, a thread a connection.

A simulator misbehaves as a partner may: an answer shorter than its Content-Length leaves the connection closed in the
middle of the body, a slow iterable drips, `Reset` cuts the line. Never reachable from outside this machine.
"""

import logging
import socket
import socketserver
import struct
import threading
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from io import BytesIO
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from core.simulation.pushing import LOOPBACK
from core.simulation.wire import Application, Environ, Headers, Reset, StartResponse, answer

logger = logging.getLogger(__name__)

MOST_HEADERS = 100
LONGEST_LINE = 65536
# SO_LINGER on, 0 s: closing sends RST, what is still unsent is lost.
RESET = struct.pack("ii", 1, 0)


class SimulationServer:
    """Serves each application under `/<slug>` of one loopback port; 0 takes a free one. `with` runs it in a thread."""

    def __init__(self, applications: Mapping[str, Application], port: int = 0) -> None:
        self._server = _Server((LOOPBACK, port), _Handler)
        self._server.applications = dict(applications)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    def origin(self, slug: str) -> str:
        return f"{self.url}/{slug}"

    def serve_forever(self) -> None:
        self._server.serve_forever(poll_interval=0.02)

    def start(self) -> Self:
        self._thread = threading.Thread(target=self.serve_forever, name="simulators", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stops listening and breaks the connections that are still open."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._server.close_connections()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    applications: dict[str, Application]

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        with self._lock:
            sockets = list(self._open)
        for connection in sockets:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                logger.debug("the client had closed already")

    def handle_error(self, request: Any, client_address: Any) -> None:
        logger.debug("simulator connection broken")


class _Handler(socketserver.StreamRequestHandler):
    """One connection: requests one after the other until either side has had enough."""

    server: _Server
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle(self) -> None:
        while (environ := self._read_request()) is not None:
            try:
                if not self._answer(environ):
                    return
            except Reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                return
            except (ConnectionError, TimeoutError):
                return

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            logger.debug("the client went away")

    def _read_request(self) -> Environ | None:
        line = self.rfile.readline(LONGEST_LINE)
        if line.count(b" ") != 2:  # noqa: PLR2004 - method, target, version
            return None
        method, target, version = line.decode("latin-1").split()
        environ = _environ(method, target, version, self.server)
        for _ in range(MOST_HEADERS):
            line = self.rfile.readline(LONGEST_LINE)
            if line in (b"\r\n", b"\n", b""):
                break
            name, _, value = line.decode("latin-1").partition(":")
            key = name.strip().upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value.strip()
        environ["wsgi.input"] = BytesIO(self.rfile.read(int(environ.get("CONTENT_LENGTH") or 0)))
        return environ

    def _answer(self, environ: Environ) -> bool:
        """Sends the answer; True when the connection can be used again."""
        _, slug, *rest = environ["PATH_INFO"].split("/", 2)
        application = self.server.applications.get(slug, _no_such_simulator)
        if application is not _no_such_simulator:
            environ["SCRIPT_NAME"], environ["PATH_INFO"] = f"/{slug}", "/" + "".join(rest)
        started: list[tuple[str, Headers]] = []
        chunks = application(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
        status, headers = started[0]
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), None)
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        if length is None:
            lines.append("Connection: close")
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        sent = 0
        for chunk in chunks:
            self.wfile.write(chunk)
            self.wfile.flush()
            sent += len(chunk)
        self.wfile.flush()
        wants_more = environ["SERVER_PROTOCOL"] == "HTTP/1.1" and environ.get("HTTP_CONNECTION", "").lower() != "close"
        return wants_more and sent == length


def _environ(method: str, target: str, version: str, server: _Server) -> Environ:
    path, _, query = target.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": version,
        "SERVER_NAME": LOOPBACK,
        "SERVER_PORT": str(server.server_address[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _no_such_simulator(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    return answer(start_response, HTTPStatus.NOT_FOUND, b'{"detail": "No simulator is mounted here."}')
