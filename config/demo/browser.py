"""An operator's browser, and a program with its key, as far as the demonstration needs them: on loopback."""

import http.cookiejar
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request  # noqa: TID251 - plays the operator's browser against our own web process
from typing import Any

TIMEOUT_SECONDS = 30.0
JOB_SECONDS = 60.0
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class PageError(Exception):
    """A page of the console did not answer as an operator would expect."""


class Browser:
    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())  # noqa: TID251 - see the import
        # Without proxies: the pages are on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)  # noqa: TID251 - as above

    def read(self, path: str, headers: dict[str, str] | None = None) -> str:
        return self._open(path, headers=headers)[1]

    def is_up(self, path: str) -> bool:
        try:
            self.read(path)
        except PageError:
            return False
        return True

    def submit(self, path: str, fields: dict[str, str], *, leads_to: str) -> None:
        """Open the form at `path`, fill in `fields` and send it; the answer must come from a page below `leads_to`."""
        _, page = self._open(path)
        token = _CSRF.search(page)
        if token is None:
            raise PageError(f"{path} shows no form")
        address, page = self._open(path, {"csrfmiddlewaretoken": token[1], **fields})
        landed = urllib.parse.urlsplit(address).path
        if not landed.startswith(leads_to) or landed == urllib.parse.urlsplit(path).path:
            raise PageError(f"{path} did not take the form: {_complaint(page)}")

    def _open(
        self, path: str, fields: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> tuple[str, str]:
        """(address after redirects, page)."""
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        return self.send(path, data, headers)

    def send(
        self, path: str, data: bytes | None, headers: dict[str, str] | None = None, method: str | None = None
    ) -> tuple[str, str]:
        """(address after redirects, page)."""
        url = self._base_url + path
        request = urllib.request.Request(url, data, {"Referer": url} | (headers or {}), method=method)  # noqa: S310, TID251 - our own loopback address
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return answer.geturl(), answer.read().decode()
        except (urllib.error.URLError, OSError) as error:
            raise PageError(f"{path}: {error}") from error


class Program:
    """Speaks to the REST API with a key."""

    def __init__(self, base_url: str, key: str) -> None:
        self._browser, self._key = Browser(base_url), key

    def get(self, path: str, **query: str) -> Any:
        address = f"{path}?{urllib.parse.urlencode(query)}" if query else path
        return json.loads(self._browser.read(address, {"X-API-Key": self._key}))

    def finished(self, job: dict[str, Any]) -> dict[str, Any]:
        """The job when it is done. Raises PageError where it ends otherwise, or takes too long."""
        deadline = time.monotonic() + JOB_SECONDS
        while job["state"] not in {"done", "dead", "cancelled"}:
            if time.monotonic() > deadline:
                raise PageError(f"{job['kind']} is still {job['state']} after {JOB_SECONDS:.0f} s")
            time.sleep(0.2)
            job = self.get(f"/api/jobs/{job['id']}")
        if job["state"] != "done":
            raise PageError(f"{job['kind']} ended as {job['state']}: {job['error']}")
        return job

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._write("POST", path, body)

    def patch(self, path: str, body: dict[str, Any]) -> Any:
        return self._write("PATCH", path, body)

    def put(self, path: str, body: dict[str, Any]) -> Any:
        return self._write("PUT", path, body)

    def _write(self, method: str, path: str, body: dict[str, Any]) -> Any:
        headers = {"X-API-Key": self._key, "Content-Type": "application/json"}
        return json.loads(self._browser.send(path, json.dumps(body).encode(), headers, method)[1])


def _complaint(page: str) -> str:
    """The first message of the page's error list, as text."""
    found = re.search(r'class="[^"]*errorlist[^"]*".*?<li[^>]*>(.*?)</li>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else "no reason given"
