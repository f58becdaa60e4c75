"""An operator's browser, as far as the demonstration needs one: pages, forms, cookies, on loopback."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request  # noqa: TID251 - plays the operator's browser against our own web process

TIMEOUT_SECONDS = 30.0
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
        url = self._base_url + path
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(url, data, {"Referer": url} | (headers or {}))  # noqa: S310, TID251 - our own loopback address
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return answer.geturl(), answer.read().decode()
        except (urllib.error.URLError, OSError) as error:
            raise PageError(f"{path}: {error}") from error


def _complaint(page: str) -> str:
    """The first message of the page's error list, as text."""
    found = re.search(r'class="[^"]*errorlist[^"]*".*?<li[^>]*>(.*?)</li>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else "no reason given"
