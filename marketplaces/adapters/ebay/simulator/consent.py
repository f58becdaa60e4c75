"""The page on which a seller agrees: sends the browser to the RuName's accept address with code, expires_in and state."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from marketplaces.adapters.ebay.simulator.books.rules import Rules
from marketplaces.adapters.ebay.simulator.tokens import CODE_SECONDS, Tokens

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Grant application access</title></head>
<body><h1>Grant application access?</h1>
<p>{app} asks for: {scopes}. This is a look-alike on your own machine: no real account is touched.</p>
<p><a id="agree" href="{agree}">Agree and continue</a> <a id="decline" href="{decline}">Not now</a></p></body></html>
"""

Page = tuple[int, str, str]  # status, page, address to go to


def consent(rules: Rules, tokens: Tokens, query: Mapping[str, str], *, path: str) -> Page:
    state = {"state": query["state"]} if "state" in query else {}
    if wrong := _refusal(tokens, query):
        return 400, f"<!DOCTYPE html><html><head><title>Error</title></head><body><p>{wrong}</p></body></html>", ""
    scopes = frozenset(query.get("scope", "").split())
    if not (rules.authorise_at_once or "agree" in query or "decline" in query):
        words = {word: escape(f"{path}?{urlencode({**query, word: '1'})}") for word in ("agree", "decline")}
        return 200, PAGE.format(app=escape(tokens.client_id), scopes=escape(", ".join(sorted(scopes))), **words), ""
    if "decline" in query:
        return 302, "", _with(rules.decline_url or rules.accept_url, {"error": "access_denied", **state})
    code = tokens.new_code(scopes)
    return 302, "", _with(rules.accept_url, {"code": code, "expires_in": str(CODE_SECONDS), **state})


def _refusal(tokens: Tokens, query: Mapping[str, str]) -> str:
    if query.get("client_id") != tokens.client_id:
        return "unauthorized_client: the OAuth client was not found."
    if query.get("redirect_uri") != tokens.runame:
        return "invalid_request: the redirect_uri is not the RuName of this keyset."
    if query.get("response_type") != "code":
        return "unsupported_response_type: response_type has to be code."
    scopes = frozenset(query.get("scope", "").split())
    if not scopes or not scopes <= tokens.scopes:
        return "invalid_scope: the requested scope is invalid, unknown, malformed, or exceeds the scope granted."
    return ""


def _with(url: str, words: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(words)}"
