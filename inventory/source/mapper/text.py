"""Text as the database and the screen can bear it: NFC, no NUL, no control characters, no reversed writing."""

import re
import unicodedata

import nh3

from inventory.source.mapper.limits import LONGEST_BLOCK

# C0 and C1 controls and DEL, embedding and override of writing direction, isolates, interlinear marks, byte order
# mark, halves of surrogate pairs. Line ends and tabs are dealt with first.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_BREAK = re.compile("\r\n?|[\x85\u2028\u2029]")
_SPACE_IN_LINE = re.compile("[\t\n]")
# Of the first 256 characters those that cannot be printed, blank aside. All of these 256 are NFC.
_UNPRINTABLE_LATIN = bytes([*range(0x20), *range(0x7F, 0xA1), 0xAD])
_MARKUP = re.compile(r"<[a-zA-Z/!?]")

_TAGS = {
    *("a", "abbr", "b", "code", "em", "i", "s", "small", "span", "strong", "sub", "sup", "u"),
    *("blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre"),
    *("dd", "dl", "dt", "li", "ol", "ul"),
    *("caption", "table", "tbody", "td", "th", "thead", "tr"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}

_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


def clean_line(text: str) -> str:
    """One line: line ends and tabs become spaces, the ends are trimmed."""
    if not is_clean(text):
        text = _SPACE_IN_LINE.sub(" ", _LINE_BREAK.sub("\n", text))
        text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))
    return text.strip()


def clean_block(text: str) -> str:
    """Text of many lines, blanks at its ends kept. Of markup the harmless part: known tags, https links, no script."""
    text = _clean_lines(text[:LONGEST_BLOCK])
    if "<" in text and _MARKUP.search(text):
        # Afterwards once more: character references are resolved by now.
        text = _clean_lines(nh3.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https"}))
    return text


def _clean_lines(text: str) -> str:
    if not is_clean(text):
        text = unicodedata.normalize("NFC", _UNWANTED.sub("", _LINE_BREAK.sub("\n", text)))
    return text


def is_clean(text: str) -> bool:
    """Quick: nothing in `text` to be repaired but blanks at its ends. Says no to some that are clean, such as two lines."""
    try:
        narrow = text.encode("latin-1")
    except UnicodeEncodeError:
        return text.isprintable() and unicodedata.is_normalized("NFC", text)
    return len(narrow.translate(None, _UNPRINTABLE_LATIN)) == len(narrow)


def cut(text: str, limit: int) -> str:
    """The first `limit` characters at most, never between a letter and its accents or inside a joined emoji."""
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and not _may_cut(text, end):
        end -= 1
    return text[: end or limit].rstrip()


def _may_cut(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before == "\u200d" or after in _JOINERS or unicodedata.category(after)[0] == "M":
        return False
    if "\U0001f3fb" <= after <= "\U0001f3ff":  # a skin tone belongs to what stands before it
        return False
    return not (_is_regional(before) and _is_regional(after) and _odd_regionals_before(text, at))


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _odd_regionals_before(text: str, at: int) -> bool:
    """Flags are pairs of letters: with an odd number of them before the cut it would split one."""
    count = 0
    while count < at and _is_regional(text[at - 1 - count]):
        count += 1
    return count % 2 == 1
