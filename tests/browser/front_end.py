"""A separate front end: the pages of `docs/frontend`, built and served from an origin of their own."""

import functools
import json
import os
import shutil
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.conftest import ROOT

FOLDER = ROOT / "docs" / "frontend"


def build():
    """The folder with the built pages. Fails where they cannot be built; without node it skips, save in CI."""
    if shutil.which("npm") is None:
        words = "The front end's pages need node (18 or newer) and npm, which are not installed here."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(words)
    done = subprocess.run(["make", "client"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"make client:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return FOLDER / "dist"


class FrontEnd:
    """Serves the pages on loopback. `hub` is the address that their hub.json names."""

    def __init__(self, folder):
        self.hub = ""
        self.server = ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(_Pages, directory=str(folder), front_end=self)
        )
        self.origin = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class _Pages(SimpleHTTPRequestHandler):
    def __init__(self, *args, front_end, **options):
        self.front_end = front_end
        super().__init__(*args, **options)

    def do_GET(self):
        if self.path != "/hub.json":
            super().do_GET()
            return
        body = json.dumps({"url": self.front_end.hub}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self):
        """The policy that docs/frontend.md recommends: the pages must work under it."""
        self.send_header("Content-Security-Policy", f"default-src 'self'; connect-src 'self' {self.front_end.hub}")
        super().end_headers()

    def log_message(self, *_):
        pass
