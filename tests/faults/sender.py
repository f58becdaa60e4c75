"""The supplier's side of webhooks: signs as CJ does, posts over real connections, one at a time or as a load."""

import base64
import hashlib
import hmac
import http.client
import json
import math
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType

KEY = "20811"
PATIENCE_SECONDS = 20.0


def push(message_id, vid="1796078021431009280"):
    """A STOCK push as CJ writes it: only the areas that changed."""
    area = {"vid": vid, "areaId": "2", "areaEn": "US Warehouse", "countryCode": "US", "storageNum": 7}
    return json.dumps(
        {"messageId": message_id, "type": "STOCK", "messageType": "UPDATE", "params": {vid: [area]}}
    ).encode()


def sign(raw, key=KEY):
    return base64.b64encode(hmac.new(key.encode(), raw, hashlib.sha256).digest()).decode()


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    headers: dict[str, str]
    body: bytes = b""


class Sender:
    def __init__(self, port, account):
        self.port = port
        self.path = f"/api/cj-dropshipping/webhooks/{account.webhook_path}"

    def send(self, raw, **headers):
        """One POST on a connection of its own, signed unless `sign` is given; `sign=None` leaves it out."""
        return self.post(self.path, raw, {"Content-Type": "application/json", "sign": sign(raw)} | headers)

    def post(self, path, raw, headers):
        """Headers that are None are left out."""
        return self.ask("POST", path, raw, headers)

    def ask(self, method, path, raw=b"", headers=MappingProxyType({})):
        """Any request, on a connection of its own."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.putrequest(method, path)
            connection.putheader("Content-Length", str(len(raw)))
            for name, value in headers.items():
                if value is not None:
                    connection.putheader(name, value.encode() if isinstance(value, str) else value)
            connection.endheaders(raw)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        return Answer(response.status, time.monotonic() - began, dict(response.getheaders()), body)

    def send_words(self, words):
        """Bytes of one's own making; the status line, "" when the connection ends without one."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS) as line:
            try:
                line.sendall(words)
                return line.recv(200).split(b"\r\n")[0].decode()
            except (ConnectionResetError, BrokenPipeError):
                return ""

    def load(self, raws, per_second, threads=8):
        """Sends all at an even pace, each when it is due; a late answer delays none of the others while threads are free."""
        began = time.monotonic()

        def deliver(number, raw):
            time.sleep(max(0.0, began + number / per_second - time.monotonic()))
            return self.send(raw)

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(deliver, range(len(raws)), raws))


def percentile(answers, share):
    seconds = sorted(answer.seconds for answer in answers)
    return seconds[max(0, math.ceil(share * len(seconds)) - 1)]


def timing(answers):
    """For people: median, 99th percentile and worst, in milliseconds."""
    shown = {"p50": percentile(answers, 0.5), "p99": percentile(answers, 0.99), "worst": percentile(answers, 1.0)}
    return ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in shown.items())
