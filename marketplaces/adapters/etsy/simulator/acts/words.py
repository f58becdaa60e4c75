"""What may stand in a listing's texts: letters by their Unicode class, counts, lengths. The document states none of it."""

import re
import unicodedata
from typing import Any

Row = tuple[str, str, str]
SIGNS = "\u2122\u00a9\u00ae"
LONGEST_TITLE, MOST_TAGS, LONGEST_TAG, MOST_MATERIALS, MOST_STYLES, LONGEST_STYLE = 140, 13, 20, 13, 2, 45
ONCE = "%:&+"
REFUSED = "$^`"


def wrong_words(body: dict[str, Any]) -> list[Row]:
    """Rows of path, type, message for every field whose text cannot stand."""
    rows: list[Row] = []
    if "title" in body:
        rows += _title(body["title"])
    rows += _list("tags", body.get("tags"), MOST_TAGS, LONGEST_TAG, _is_tag)
    rows += _list("materials", body.get("materials"), MOST_MATERIALS, None, _is_material)
    rows += _list("styles", body.get("styles"), MOST_STYLES, LONGEST_STYLE, _is_material)
    if "description" in body and not body["description"].strip():
        rows.append(("description", "required", "description cannot be empty"))
    return rows


def _title(title: str) -> list[Row]:
    rows: list[Row] = []
    if not title.strip():
        rows.append(("title", "required", "title cannot be empty"))
    if len(title) > LONGEST_TITLE:
        rows.append(("title", "max_length", f"title cannot be longer than {LONGEST_TITLE} characters"))
    if any(not _is_title_letter(letter) for letter in title):
        rows.append(("title", "invalid_characters", "title contains invalid characters"))
    rows += [
        ("title", "invalid_characters", f"title can contain {sign} only once") for sign in ONCE if title.count(sign) > 1
    ]
    return rows


def _is_title_letter(letter: str) -> bool:
    kind = unicodedata.category(letter)
    allowed = kind[0] in "LP" or kind in ("Nd", "Sm", "Zs") or letter in SIGNS
    return allowed and letter not in REFUSED


def _is_tag(text: str) -> bool:
    return all(_is_word_letter(letter) or letter in "-'" + SIGNS for letter in text)


def _is_material(text: str) -> bool:
    return all(_is_word_letter(letter) for letter in text)


def _is_word_letter(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] == "L" or kind in ("Nd", "Zs")


def _list(path: str, words: list[str] | None, most: int, longest: int | None, is_good: Any) -> list[Row]:
    rows: list[Row] = []
    words = words or []
    if len(words) > most:
        rows.append((path, "max_items", f"{path} cannot be more than {most} items"))
    if len({word.lower() for word in words}) < len(words):
        rows.append((path, "duplicate", f"{path} contains duplicates"))
    for word in words:
        if not is_good(word) or not word:
            rows.append((path, "invalid_characters", f"{path}: {word!r} contains invalid characters"))
        elif longest is not None and len(word) > longest:
            rows.append((path, "max_length", f"{path}: {word!r} is longer than {longest} characters"))
    return rows


def has_brackets(text: str) -> bool:
    """Parentheses break the arrays of property values."""
    return re.search(r"[()]", text) is not None
