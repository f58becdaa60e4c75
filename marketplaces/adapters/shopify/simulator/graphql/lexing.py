"""Text into tokens, with their places; used for documents and for the type notation alike."""

import json
import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"""(?P<skip>[\s,\ufeff]+|\#[^\n\r]*)
    |(?P<punct>\.\.\.|[!$&()\[\]{}:=@|])
    |(?P<name>[_A-Za-z][_0-9A-Za-z]*)
    |(?P<float>-?(?:0|[1-9]\d*)(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+))
    |(?P<int>-?(?:0|[1-9]\d*))
    |(?P<block>\"\"\"(?:[^\"]|\"(?!\"\"))*\"\"\")
    |(?P<string>"(?:[^"\\\n]|\\.)*")""",
    re.VERBOSE,
)


class SyntaxFault(Exception):  # noqa: N818 - the caller's fault, answered as such
    """The text is not GraphQL; `place` is (line, column)."""

    def __init__(self, message: str, place: tuple[int, int]) -> None:
        super().__init__(message)
        self.message, self.place = message, place


@dataclass(frozen=True)
class Token:
    """`kind` is punct, name, int, float, string or end."""

    kind: str
    text: str
    place: tuple[int, int]


def tokens(text: str) -> list[Token]:
    """Raises SyntaxFault."""
    found: list[Token] = []
    at, line, line_start = 0, 1, 0
    while at < len(text):
        match = TOKEN.match(text, at)
        place = (line, at - line_start + 1)
        if match is None:
            raise SyntaxFault(f'Expected a GraphQL token, actual: INVALID ("{text[at]}") at {list(place)}', place)
        kind, part = str(match.lastgroup), match.group()
        if kind == "block":
            found.append(Token("string", part[3:-3].strip(), place))
        elif kind == "string":
            found.append(Token("string", str(json.loads(part)), place))
        elif kind != "skip":
            found.append(Token(kind, part, place))
        if breaks := part.count("\n"):
            line, line_start = line + breaks, at + part.rindex("\n") + 1
        at = match.end()
    return [*found, Token("end", "", (line, at - line_start + 1))]
