"""The consent page: redirects back with `code` and `state`, or with `error`; PKCE by S256 is a must."""

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from marketplaces.adapters.etsy.simulator.tokens import SCOPES, Tokens

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>An application would like to connect</title></head>
<body><h1>Allow this application?</h1>
<p>App {app} asks for: {scopes}. This is a look-alike on your own machine: no real shop is touched.</p>
<p><a id="allow" href="{allow}">Allow access</a> <a id="deny" href="{deny}">Deny</a></p></body></html>
"""
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")

Answer = tuple[int, str, str]  # status, page, address to go to


def authorise(tokens: Tokens, query: Mapping[str, str], *, path: str, registered: str, at_once: bool) -> Answer:
    """`registered` is the one redirect address that is allowed, as an exact string; "" allows any."""
    redirect = query.get("redirect_uri", "")
    if query.get("client_id") != tokens.keystring:
        return 400, _error("The application that is requesting authorization is not recognized."), ""
    if not redirect.startswith(("http://", "https://")) or (registered and redirect != registered):
        return 400, _error("The requested redirect URL is not permitted."), ""
    asked = query.get("scope", "").split()
    if wrong := _wrong(query, asked):
        return 302, "", _back(redirect, {"error": wrong[0], "error_description": wrong[1]}, query)
    if query.get("deny"):
        said = {"error": "access_denied", "error_description": "the user denied the request"}
        return 302, "", _back(redirect, said, query)
    if not (at_once or query.get("allow")):
        addresses = {word: escape(f"{path}?{urlencode({**query, word: '1'})}") for word in ("allow", "deny")}
        return 200, PAGE.format(app=escape(tokens.keystring), scopes=escape(", ".join(asked)), **addresses), ""
    code = tokens.new_code(query["code_challenge"], redirect, asked)
    return 302, "", _back(redirect, {"code": code}, query)


def _wrong(query: Mapping[str, str], asked: list[str]) -> tuple[str, str] | None:
    if query.get("response_type") != "code":
        return "unsupported_response_type", "response_type must be code"
    if query.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(query.get("code_challenge", "")):
        return "invalid_request", "a code_challenge by S256 is required"
    if not query.get("state"):
        return "invalid_request", "state is required"
    if unknown := [word for word in asked if word not in SCOPES]:
        return "invalid_scope", f"unknown scope {unknown[0]}"
    return None if asked else ("invalid_scope", "scope is required")


def _back(redirect: str, said: Mapping[str, str], query: Mapping[str, str]) -> str:
    words = dict(said) | ({"state": query["state"]} if "state" in query else {})
    return f"{redirect}{'&' if '?' in redirect else '?'}{urlencode(words)}"


def _error(text: str) -> str:
    return f"<!DOCTYPE html><html><head><title>Error</title></head><body><p>{escape(text)}</p></body></html>"
