"""A program in front of the REST API: asks over HTTP with its key, through the whole stack of middleware."""

import itertools
import json
from typing import Any

from django.test import Client

from core.api.keys import issue_key

_numbers = itertools.count(1)


def make_key(*scopes: str, **options: Any) -> str:
    return issue_key(f"program {next(_numbers)}", scopes, **options)[1]


class Api:
    def __init__(self, key: str = "", *, token: str = "", **headers: str) -> None:
        self._client = Client(raise_request_exception=False)
        self._headers = {**({"X-API-Key": key} if key else {}), **headers}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(path, query, headers=self._headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        return self._client.post(path, raw, content_type="application/json", headers=self._headers | headers)

    def ask(self, method: str, path: str, raw: bytes = b"", **headers: str) -> Any:
        kind = headers.pop("Content-Type", "application/json")
        return self._client.generic(method, path, raw, content_type=kind, headers=self._headers | headers)


def code_of(answer: Any) -> str:
    """The code of the first error in the one error body."""
    body = answer.json()
    assert set(body) <= {"type", "errors", "context"}
    assert set(body["errors"][0]) == {"code", "detail", "attr"}
    return str(body["errors"][0]["code"])
