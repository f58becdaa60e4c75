"""The page on which a person allows the app to act for the buyer account (contract, section 3)."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from suppliers.adapters.aliexpress.simulator.tokens import Tokens

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Authorise</title></head>
<body><h1>Allow this app to act for your account?</h1>
<p>App {app}. This is a look-alike on your own machine: no real account is touched.</p>
<p><a id="allow" href="{allow}">Allow</a></p></body></html>
"""

Answer = tuple[int, str, str]  # status, page, address to go to


def authorise(tokens: Tokens, query: Mapping[str, str], *, path: str, at_once: bool, callback: str) -> Answer:
    """`callback` is the address registered in the console; "" takes any."""
    redirect = query.get("redirect_uri", "")
    if query.get("client_id") != tokens.app_key or query.get("response_type") != "code":
        return 400, _error("The client_id or the response_type is wrong."), ""
    if not redirect.startswith(("http://", "https://")) or (callback and redirect != callback):
        return 400, _error("The redirect_uri is not the callback of the app."), ""
    if at_once or query.get("allow"):
        answer = {"code": tokens.new_code()} | ({"state": query["state"]} if "state" in query else {})
        return 302, "", f"{redirect}{'&' if '?' in redirect else '?'}{urlencode(answer)}"
    allow = f"{path}?{urlencode({**query, 'allow': '1'})}"
    return 200, PAGE.format(app=escape(tokens.app_key), allow=escape(allow)), ""


def _error(text: str) -> str:
    return f"<!DOCTYPE html><html><head><title>Error</title></head><body><p>{escape(text)}</p></body></html>"
