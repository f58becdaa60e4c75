"""Letters of other scripts in Latin ones, as AliExpress wants its address lines. What has no line here is refused."""

# ruff: noqa: RUF001 - letters that look like Latin ones are the very point

import unicodedata

_LETTERS = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ı": "i", "ħ": "h", "Ħ": "H", "ŋ": "n", "Ŋ": "N", "ĸ": "k", "ə": "e",
    "ɛ": "e", "Ɛ": "E", "ɔ": "o", "Ɔ": "O", "ɲ": "ny", "Ɲ": "Ny",
    "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "№": "No ", "·": ".", "«": '"', "»": '"',
}  # fmt: skip
_GREEK = dict(zip(
    "αβγδεζηθικλμνξοπρσςτυφχψω",
    ["a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f",
     "ch", "ps", "o"],
    strict=True,
))  # fmt: skip
_CYRILLIC = dict(zip(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяієїґђјљњћџ",
    ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh",
     "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "i", "ie", "i", "g", "dj", "j", "lj", "nj", "c", "dz"],
    strict=True,
))  # fmt: skip
_SMALL = _GREEK | _CYRILLIC
_TABLE = _LETTERS | _SMALL | {letter.upper(): latin.capitalize() for letter, latin in _SMALL.items() if letter != "ς"}


def in_latin(line: str) -> str | None:
    """The line in ASCII, accents taken off and Greek and Cyrillic letters spelt; None where a letter has no spelling."""
    spelt: list[str] = []
    before = ""
    for letter in unicodedata.normalize("NFC", line):
        base = letter if letter in _TABLE else _without_accents(letter)
        # The one Greek pair that everybody expects to see: "ou".
        is_pair = base in ("υ", "Υ") and before in ("ο", "Ο")
        spelt.append(("u" if base == "υ" else "U") if is_pair else "".join(_TABLE.get(each, each) for each in base))
        before = base
    plain = "".join(spelt)
    return plain if plain.isascii() else None


def _without_accents(letter: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))
