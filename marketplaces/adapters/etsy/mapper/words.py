"""What may stand in a listing's texts. The published document states no length and no count; these are from its prose,
Etsy's help pages and threads of its developers' board (contract, section 4.8)."""

import unicodedata

LONGEST_TITLE = 140
ONCE = "%:&+"  # at most once each in a title
REFUSED = "$^`"
MOST_TAGS, LONGEST_TAG = 13, 20
MOST_MATERIALS = 13
_SIGNS = "™©®"


def bad_in_title(title: str) -> str:
    """The letters that Etsy refuses, each once."""
    return "".join(dict.fromkeys(letter for letter in title if not _fits_title(letter)))


def more_than_once(title: str) -> str:
    return "".join(sign for sign in ONCE if title.count(sign) > 1)


def tags_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """Of the product's words those that can be tags, each once whatever its capitals, at most thirteen: a comma would
    be two tags, and one that is too long is left out rather than cut."""
    found: dict[str, str] = {}
    for word in words:
        tag = " ".join(unicodedata.normalize("NFC", word).split())
        if tag and len(tag) <= LONGEST_TAG and not bad_in_tag(tag):
            found.setdefault(tag.lower(), tag)
    return tuple(found.values())[:MOST_TAGS]


def bad_in_tag(tag: str) -> str:
    return "".join(dict.fromkeys(letter for letter in tag if not _is_word(letter) and letter not in "-'" + _SIGNS))


def bad_in_material(material: str) -> str:
    return "".join(dict.fromkeys(letter for letter in material if not _is_word(letter)))


def _fits_title(letter: str) -> bool:
    r"""\p{L} \p{Nd} \p{P} \p{Sm} \p{Zs} and three signs, less those that are refused all the same."""
    kind = unicodedata.category(letter)
    return (kind[0] in "LP" or kind in {"Nd", "Sm", "Zs"} or letter in _SIGNS) and letter not in REFUSED


def _is_word(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] == "L" or kind in {"Nd", "Zs"}
