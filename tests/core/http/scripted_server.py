"""A real HTTP server on loopback that behaves as its script says, call by call, and remembers what it received."""

import gzip
import json
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Received:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int


Behaviour = Callable[[socket.socket], bool]  # True: the connection stays open for the next call


@dataclass
class ScriptedServer:
    """Each call takes the next behaviour; the last one stays. Use as a context manager."""

    script: list[Behaviour] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    tls: "object | None" = None

    def __enter__(self):
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open = []
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            connection.close()
        self._thread.join(2)

    def will(self, *behaviours):
        self.script = list(behaviours)

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection, number):
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            stream = connection.makefile("rb")
            while (request := read_request(stream, number)) is not None:
                with self._lock:
                    self.received.append(request)
                    behaviour = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                if not behaviour(connection):
                    break
            stream.close()
            connection.close()
        except OSError:
            connection.close()


def read_request(stream, number):
    line = stream.readline()
    if not line.endswith(b"\r\n") or line.count(b" ") != 2:
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers = {}
    while (header := stream.readline()).strip():
        name, _, value = header.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", 0)))
    return Received(method, target, headers, body, number)


def head(status, headers):
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def answer(status=200, body=b"{}", *, keep=True, **headers):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    complete = {"content-type": "application/json", "content-length": len(body), **named}

    def behave(connection):
        connection.sendall(head(status, complete) + body)
        return keep

    return behave


def answer_then_hang_up(connection):
    """Promises to keep the connection, then closes it."""
    answer()(connection)
    return False


def redirect(location, status=302):
    return answer(status, b"", location=location)


def html(body=b"<html><title>Log in</title></html>"):
    return answer(200, body, content_type="text/html")


def hang_up(connection):
    """Reads the request and closes without a byte."""
    return False


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def cut(body, after, status=200):
    """Declares the whole length, sends only a part."""

    def behave(connection):
        connection.sendall(head(status, {"content-length": len(body)}) + body[:after])
        return False

    return behave


def reset_in_body(body, after):
    def behave(connection):
        connection.sendall(head(200, {"content-length": len(body)}) + body[:after])
        time.sleep(0.05)
        return reset(connection)

    return behave


def cut_chunked(connection):
    connection.sendall(head(200, {"transfer-encoding": "chunked"}) + b"5\r\n[1,2,\r\n")
    return False


def chunked(*pieces):
    def behave(connection):
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        connection.sendall(head(200, {"transfer-encoding": "chunked"}) + body + b"0\r\n\r\n")
        return True

    return behave


def silent(seconds):
    """Takes the request and says nothing."""

    def behave(connection):
        time.sleep(seconds)
        return False

    return behave


def drip_body(interval, length=1000):
    """One byte of the body every `interval` seconds."""

    def behave(connection):
        connection.sendall(head(200, {"content-length": length}))
        for _ in range(length):
            connection.sendall(b" ")
            time.sleep(interval)
        return False

    return behave


def drip_head(interval):
    """One byte of a header every `interval` seconds."""

    def behave(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nx-long: ")
        for _ in range(1000):
            connection.sendall(b"a")
            time.sleep(interval)
        return False

    return behave


def gzipped(body, *, keep=True):
    return answer(200, gzip.compress(body), content_encoding="gzip", keep=keep)


def gzip_bomb(megabytes):
    """About 1 kB on the wire for each megabyte that comes out."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(2**20)
    packed = b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()
    return answer(200, packed, content_encoding="gzip", keep=False)


def endless(connection):
    connection.sendall(head(200, {"content-type": "application/json"}))
    piece = b"x" * 65536
    while True:
        connection.sendall(piece)


def not_http(connection):
    connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
    return False
