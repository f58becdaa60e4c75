"""Calls the Admin API for one shop: the token, the throttle and the errors are dealt with here."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings

from core.calllog import CallLog
from core.credentials import Token
from core.errors import AuthFailed, HeldBack, RateLimited, Rejected
from core.http import Answer, PartnerClient
from core.http.retry import MAX_SLEEP_SECONDS
from core.ratelimit import RateLimit
from marketplaces.adapters.shopify.client.access import Access
from marketplaces.adapters.shopify.client.answers import Exchange, Given, UserError
from marketplaces.adapters.shopify.client.identity import Identity
from marketplaces.adapters.shopify.documents import document
from marketplaces.adapters.shopify.errors import PARTNER, TOKEN_REFUSED
from marketplaces.models import MarketplaceAccount

__all__ = ["Given", "ShopifyClient", "UserError"]

logger = logging.getLogger(__name__)
T = TypeVar("T")
Variables = Mapping[str, Any]

VERSION_HEADER = "x-shopify-api-version"
CALLS_A_SECOND = 20.0  # what one shop bears is counted in points, by Shopify; this only keeps a burst from being one
BURST = 20
TRIES = 3


class ShopifyClient:
    """One shop. Errors are those of `core.errors`, with Shopify's code.

    Reads and changes with an idempotency key are repeated where that can help; other changes go out a single time, and
    what may have been carried out although no clear answer came leaves as OutcomeUnknown. Being throttled is being
    refused: after a wait it is tried again, a few times, then it leaves as RateLimited for a later job.
    `served_version` is the version of the API that answered last; "" before the first answer.
    """

    def __init__(self, account: MarketplaceAccount, *, log: CallLog | None = None) -> None:
        self._identity = Identity(account)
        self.version = settings.SHOPIFY_API_VERSION
        self.served_version = ""
        shop = self._identity.shop or account.account_id
        try:
            self._http = PartnerClient(
                PARTNER,
                self._identity.base_url(),
                account_id=account.account_id,
                timeout=settings.MARKETPLACE_API_TIMEOUT,
                rate=RateLimit(f"{PARTNER}:{shop}", CALLS_A_SECOND, BURST),
                breaker=f"{PARTNER}:{account.account_id}",
                log=log,
            )
        except ValueError as error:  # not https, no host: the text says so
            raise Rejected(PARTNER, "open", message=f"SHOPIFY_API_URL: {error}", code="configuration") from error
        self.access = Access(account, self._identity, self._http)

    def __repr__(self) -> str:
        return f"<ShopifyClient for {self._identity.shop}>"

    def close(self) -> None:
        """Closes idle connections and writes what the call log still holds."""
        self._http.close()

    def ask(self, file: str, variables: Variables, read: Callable[[Given], T], *, keeps_refusals: bool = False) -> T:
        """What `read` makes of the answer to the document `queries/<file>.graphql`.

        A refused token is replaced once and the call repeated: Shopify refused it before anything was done. With
        `keeps_refusals` the `userErrors` of a mutation are given to `read` instead of being raised.
        """
        token = self.access.current()
        exchange = Exchange(document(file), read, keeps_refusals=keeps_refusals)
        try:
            return self._patiently(exchange, variables, token)
        except AuthFailed as refused:
            if refused.code != TOKEN_REFUSED:
                raise
            token = self.access.renewed(token, refused)
        return self._patiently(exchange, variables, token)

    def _patiently(self, exchange: Exchange[T], variables: Variables, token: Token) -> T:
        """The transport repeats what may be repeated. A change that was throttled was not made: it is sent again here.
        The wait itself is the transport's, for all calls of this shop; a long one is the job queue's."""
        for left in reversed(range(TRIES if exchange.document.once else 1)):
            try:
                return self._once(exchange, variables, token)
            except HeldBack:
                raise
            except RateLimited as throttled:
                if not left or throttled.retry_after > MAX_SLEEP_SECONDS:
                    raise
        raise AssertionError("the last try returns or raises")

    def _once(self, exchange: Exchange[T], variables: Variables, token: Token) -> T:
        asked = exchange.document
        self._http.send(
            "POST",
            f"admin/api/{self.version}/graphql.json",
            operation=asked.name,
            idempotent=not asked.once,
            json={"query": asked.text, "variables": dict(variables), "operationName": asked.name},
            headers={"X-Shopify-Access-Token": token.value},
            attempts=TRIES,
            check=exchange.check,
            status_errors=lambda answer: self._judge(exchange, answer),
        )
        return exchange.found[-1]

    def _judge(self, exchange: Exchange[T], answer: Answer) -> Any:
        """Sees every answer, also those before a repetition."""
        self._note_version(answer.header(VERSION_HEADER))
        return exchange.judge(answer)

    def _note_version(self, served: str) -> None:
        """A version that Shopify has retired does not fail: an older or newer one answers in its place."""
        if not served:
            return
        if served not in {self.version, self.served_version}:
            logger.warning("Shopify answered with version %s of its API where %s was asked.", served, self.version)
        self.served_version = served
