"""The words by which a person can be known, found in texts and in JSON and blotted out. Pure."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

BLOT = "…"
SHORTEST, SHORTEST_PART = 4, 3


@dataclass(frozen=True)
class Words:
    """`whole` are the values as stored, for searching; `pattern` finds them, and each part of a name, in whatever case."""

    whole: tuple[str, ...]
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, names: Iterable[str], others: Iterable[str]) -> "Words":
        """`names` are known by their parts too; of an e-mail or of a street the parts are words like others."""
        called = {" ".join(name.split()) for name in names}
        parts = {part for name in called for part in re.findall(r"[^\W\d_]+", name) if len(part) >= SHORTEST_PART}
        whole = sorted(value for value in {*called, *(other.strip() for other in others)} if len(value) >= SHORTEST)
        longest_first = sorted({*whole, *parts}, key=len, reverse=True)
        if not longest_first:
            return cls((), None)
        either = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest_first)
        return cls(tuple(whole), re.compile(either, re.IGNORECASE))

    def __bool__(self) -> bool:
        return self.pattern is not None

    def blotted(self, value: Any) -> Any:
        """The value without them: a text, or JSON of texts, whose keys stay."""
        if self.pattern is None:
            return value
        if isinstance(value, str):
            return self.pattern.sub(BLOT, self._unescaped(value))
        if isinstance(value, dict):
            return {name: self.blotted(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.blotted(each) for each in value]
        return value

    def stand_in(self, value: Any) -> bool:
        """Whether one of the whole values stands in this JSON."""
        text = json.dumps(value, ensure_ascii=False).lower()
        return any(json.dumps(word, ensure_ascii=False)[1:-1].lower() in text for word in self.whole)

    def _unescaped(self, value: str) -> str:
        """JSON kept as text writes some letters in another way."""
        for word in self.whole:
            escaped = json.dumps(word)[1:-1]
            if escaped != word:
                value = re.sub(re.escape(escaped), BLOT, value, flags=re.IGNORECASE)
        return value
