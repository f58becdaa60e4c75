"""Reads JSON bodies within limits: depth, length of numbers, no NaN, no half characters.

Python's own reader takes NaN and Infinity, raises RecursionError on deep nesting and ValueError on numbers of thousands
of digits, and keeps the last of two equal keys. All of these are refused here with a 400 that says which it was.
"""

import json
import re
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from rest_framework.parsers import BaseParser

from core.api.errors import BodyError, BodyTooLarge

MAX_DEPTH = 64
MAX_INT_DIGITS = 18
_TOKENS = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class JSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise BodyTooLarge(f"The body is larger than {limit} bytes.")
        return read_json(raw)


def read_json(raw: bytes) -> Any:
    """The value that `raw` holds; raises BodyError in words for whatever is not plain JSON within the limits."""
    _check_depth(raw)
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_int=_read_int,
            parse_float=_read_float,
            object_pairs_hook=_read_object,
        )
    except UnicodeDecodeError as error:
        raise BodyError("The body is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise BodyError(f"The body is not valid JSON: {error}") from error
    # Half a surrogate pair can only come in as an escape, and no database stores it.
    if "\\u" in text and _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise BodyError("The body holds half a character (a lone surrogate).")
    return value


def _check_depth(raw: bytes) -> None:
    depth = 0
    for token in _TOKENS.finditer(raw):
        mark = raw[token.start()]
        if mark in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BodyError(f"The body is nested deeper than {MAX_DEPTH} levels.")
        elif mark in b"]}":
            depth -= 1


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _read_int(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_INT_DIGITS:
        raise ValueError(f"a number has more than {MAX_INT_DIGITS} digits")
    return int(digits)


def _read_float(text: str) -> float:
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise ValueError("a number is too large")
    return value


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has the same key twice")
    return found
