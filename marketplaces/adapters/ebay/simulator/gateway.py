"""One call of an API: recognised, admitted by token, scope, headers and limits, done, answered."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from core.simulation.faults import Fault
from marketplaces.adapters.ebay.simulator import signatures
from marketplaces.adapters.ebay.simulator.answering import errors
from marketplaces.adapters.ebay.simulator.books.seller import Seller
from marketplaces.adapters.ebay.simulator.calls import Answer, Call, Operation, Refused, full_scope, problem
from marketplaces.adapters.ebay.simulator.limits import Writing, count
from marketplaces.adapters.ebay.simulator.tokens import Token, Tokens

LANGUAGE = re.compile(r"[a-z]{2}-[A-Z]{2}")
ACCEPTED = re.compile(r"[a-z]{2}-[A-Z]{2}(\s*[,;].*)?")
MULTIPART = "multipart/form-data"


@dataclass(frozen=True)
class Request:
    """`headers` by lower-case name; `path` behind the host's prefix, `whole_path` as the client signed it."""

    method: str
    host: str
    path: str
    whole_path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    raw: bytes
    address: str


@dataclass
class Gateway:
    seller: Seller
    tokens: Tokens
    lock: RLock
    writing: Writing

    def serve(
        self, request: Request, found: tuple[Operation, dict[str, str]] | None, faults: Mapping[str, Fault]
    ) -> Answer:
        if found is None or request.host not in found[0].hosts:
            return errors(404, problem(2002, "Resource not found", "ACCESS"))
        operation, path = found
        try:
            call = self._admit(request, operation, path)
            return self._do(call, float(faults["slow"].number) if "slow" in faults else 0)
        except Refused as no:
            domain = "ACCESS" if no.number in (1001, 1002, 1100, 2001, 2004) else operation.family.domain
            return errors(no.status, no.body(domain))
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as broken:
            text = f"Invalid request. {type(broken).__name__}: {broken}"
            return errors(400, problem(2004, text, operation.family.domain))

    def _admit(self, request: Request, operation: Operation, path: dict[str, str]) -> Call:
        token = self._token(request, operation)
        if request.method in ("POST", "PUT") and "content-length" not in request.headers:
            raise Refused(2004, "Length Required", 411)
        if operation.family.resource == "sell.inventory":
            self._check_languages(request, operation)
        body = _body(request) if operation.bodied else None
        with self.lock:
            count(self.seller, operation.family)
            if operation.signed and self.seller.rules.eu_seller:
                self._check_signature(request)
        return Call(
            self.seller,
            operation,
            token,
            path,
            request.query,
            request.headers,
            request.raw,
            request.address,
            request.path,
            body,
        )

    def _token(self, request: Request, operation: Operation) -> Token:
        word, _, access = request.headers.get("authorization", "").partition(" ")
        if word != "Bearer" or not access.strip():
            raise Refused(1002, "Missing access token", 401)
        with self.lock:
            token = self.tokens.of(access.strip())
        if token is None:
            raise Refused(1001, "Invalid access token", 401)
        if not {full_scope(scope) for scope in operation.scopes} & token.scopes:
            raise Refused(1100, "Access denied: insufficient permissions to fulfill the request", 403)
        return token

    def _check_languages(self, request: Request, operation: Operation) -> None:
        if self.seller.rules.strict_languages and not ACCEPTED.fullmatch(request.headers.get("accept-language", "")):
            raise Refused(25709, "Invalid value for header Accept-Language.")
        if operation.language and not LANGUAGE.fullmatch(request.headers.get("content-language", "")):
            raise Refused(25709, "Invalid value for header Content-Language.")

    def _check_signature(self, request: Request) -> None:
        message = signatures.Message(
            request.method, request.whole_path, request.headers.get("host", ""), request.headers, request.raw
        )
        rules = self.seller.rules  # the caller's clock cannot be moved: a signature is as old as the machine says
        signatures.check_message(message, self.seller.signing_keys, datetime.now(UTC), rules.signature_age)

    def _do(self, call: Call, slow: float) -> Answer:
        with self.lock:
            keys = self.writing.begin(call)
        try:
            if pause := slow + (self.seller.rules.write_seconds if keys else 0):
                time.sleep(pause)
            with self.lock:
                return call.operation.run(call)
        finally:
            with self.lock:
                self.writing.finish(keys)


def _body(request: Request) -> Any:
    media = request.headers.get("content-type", "").split(";")[0].strip()
    if media == MULTIPART:
        return None
    if media != "application/json":
        raise Refused(2004, "Invalid value for header Content-Type.", 415)
    try:
        body = json.loads(request.raw or b"{}")
    except ValueError:
        raise Refused(2004, "Could not serialize field [body].") from None
    if not isinstance(body, dict):
        raise Refused(2004, "Could not serialize field [body].")
    return body
