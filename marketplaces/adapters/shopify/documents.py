"""The documents that we send, one a file in `queries/`. Pure.

A file may begin with `# with: a b`: the fragments of `queries/a.graphql` and `queries/b.graphql` belong to it.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_QUERIES = files("marketplaces.adapters.shopify") / "queries"
_HEAD = re.compile(r"^(query|mutation) (\w+)", re.MULTILINE)
_WITH = re.compile(r"^# with: (.+)\n")


@dataclass(frozen=True, slots=True)
class Document:
    """`name` is that of its operation. `once`: it changes something and has no idempotency key, so that it must not be
    sent again before somebody has looked."""

    name: str
    text: str
    is_mutation: bool

    @property
    def once(self) -> bool:
        return self.is_mutation and "@idempotent" not in self.text


@cache
def document(file: str) -> Document:
    """The document of `queries/<file>.graphql`, with its fragments."""
    text = _text(file)
    parts = _WITH.match(text)
    if parts:
        text = "\n".join([text[parts.end() :], *(_text(name) for name in parts[1].split())])
    head = _HEAD.search(text)
    if head is None:
        raise ValueError(f"{file} holds no operation.")
    return Document(head[2], text, head[1] == "mutation")


def all_documents() -> list[Document]:
    """Every operation there is; fragments come with them."""
    names = sorted(found.name for found in _QUERIES.iterdir() if found.name.endswith(".graphql"))
    return [document(name.removesuffix(".graphql")) for name in names if not name.endswith("_fields.graphql")]


def _text(file: str) -> str:
    return (_QUERIES / f"{file}.graphql").read_text("utf-8")
