"""The page on which a shop's owner installs the app: redirects back with code, hmac, host, shop, state, timestamp."""

import base64
from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from marketplaces.adapters.shopify.simulator.books.shop import Shop
from marketplaces.adapters.shopify.simulator.tokens import Tokens, oauth_hmac

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Install app</title></head>
<body><h1>Install this app?</h1>
<p>App {app} on {shop} asks for: {scopes}. This is a look-alike on your own machine: no real shop is touched.</p>
<p><a id="install" href="{allow}">Install</a></p></body></html>
"""

Answer = tuple[int, str, str]  # status, page, address to go to


def authorise(shop: Shop, tokens: Tokens, query: Mapping[str, str], *, path: str) -> Answer:
    redirect = query.get("redirect_uri", "")
    if query.get("client_id") != tokens.client_id:
        return 400, _error("Oauth error invalid_request: The client_id is unknown."), ""
    if not redirect.startswith(("http://", "https://")):
        return 400, _error("Oauth error invalid_request: The redirect_uri is not whitelisted"), ""
    scopes = [word.strip() for word in query.get("scope", "").split(",") if word.strip()]
    if not (shop.rules.authorise_at_once or query.get("allow")):
        allow = f"{path}?{urlencode({**query, 'allow': '1'})}"
        listed = escape(", ".join(scopes))
        page = PAGE.format(app=escape(tokens.client_id), shop=escape(shop.domain), scopes=listed, allow=escape(allow))
        return 200, page, ""
    shop.installed = True
    admin = f"admin.shopify.com/store/{shop.domain.split('.')[0]}"
    answer = {
        "code": tokens.new_code(scopes),
        "host": base64.b64encode(admin.encode()).decode().rstrip("="),
        "shop": shop.domain,
        "timestamp": str(int(shop.clock.now().timestamp())),
    } | ({"state": query["state"]} if "state" in query else {})
    answer["hmac"] = oauth_hmac(tokens.secret, answer)
    return 302, "", f"{redirect}{'&' if '?' in redirect else '?'}{urlencode(sorted(answer.items()))}"


def _error(text: str) -> str:
    return f"<!DOCTYPE html><html><head><title>Error</title></head><body><p>{escape(text)}</p></body></html>"
