"""Exits with 0 when the web process of this machine answers `/healthz`, else with 1 and a sentence: `probe.py [port]`.

Standard library alone, so that it costs little where it runs twice a minute.
"""

import http.client
import os
import sys

SECONDS = 5.0


def own_host(allowed_hosts: str) -> str:
    """A host name that the hub answers to: it refuses others, whoever asks."""
    first = allowed_hosts.split(",", maxsplit=1)[0].strip()
    return "localhost" if first in {"", "*"} else first.removeprefix(".")


def probe(port: int, host: str) -> str:
    """What is wrong, "" where the process answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        status = connection.getresponse().status
    except OSError as error:
        return f"Port {port} does not answer: {error}"
    finally:
        connection.close()
    return "" if status == http.client.OK else f"/healthz answered {status} for the host {host}"


if __name__ == "__main__":
    sys.exit(probe(int((sys.argv[1:] or ["8000"])[0]), own_host(os.environ.get("ALLOWED_HOSTS", ""))) or 0)
