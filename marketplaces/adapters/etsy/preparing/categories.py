"""Etsy's categories: suggested by words, walked, and asked what they need."""

from core.errors import NotFound, Rejected
from marketplaces.adapters.etsy.client import EtsyClient
from marketplaces.adapters.etsy.errors import PARTNER
from marketplaces.adapters.etsy.families import taxonomy
from marketplaces.adapters.etsy.mapper import taxonomy as mapper
from marketplaces.adapters.etsy.values import number
from marketplaces.interface import CategoryNeeds, RemoteCategory

MOST_SUGGESTIONS = 10
_SHORTEST_WORD = 3


def all_categories(client: EtsyClient) -> list[RemoteCategory]:
    return mapper.categories(taxonomy.nodes(client))


def suggest(client: EtsyClient, words: str) -> tuple[RemoteCategory, ...]:
    """Etsy has no call for it: leaves whose names share the most words with these, those of the leaf's own name counting
    double."""
    wanted = _words(words)
    scored = []
    for each in all_categories(client):
        if not each.is_leaf:
            continue
        score = 2 * len(wanted & _words(each.name)) + len(wanted & _words(each.path))
        if score:
            scored.append((-score, len(each.path), each))
    scored.sort(key=lambda row: row[:2])
    return tuple(each for _score, _length, each in scored[:MOST_SUGGESTIONS])


def below(client: EtsyClient, category_id: str) -> tuple[RemoteCategory, ...]:
    return tuple(each for each in all_categories(client) if each.parent_id == category_id)


def search(client: EtsyClient, words: str) -> tuple[RemoteCategory, ...]:
    """All whose path holds every one of these words."""
    wanted = words.lower().split()
    return tuple(
        each for each in all_categories(client) if wanted and all(word in each.path.lower() for word in wanted)
    )


def needs(client: EtsyClient, category_id: str) -> CategoryNeeds:
    """Raises NotFound where there is no such category any more, Rejected where it is no leaf."""
    found = next((each for each in all_categories(client) if each.category_id == category_id), None)
    if found is None:
        raise NotFound(PARTNER, "getPropertiesByTaxonomyId", message="there is no such category")
    if not found.is_leaf:
        raise Rejected(
            PARTNER, "getPropertiesByTaxonomyId", message="the category has categories of its own", code="no_leaf"
        )
    rows = taxonomy.properties(client, number(category_id, "the category"))
    return mapper.needs(category_id, mapper.properties(rows))


def _words(text: str) -> set[str]:
    """In small letters, without the plural's s, long enough to mean something."""
    plain = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return {word.removesuffix("s") for word in plain.split() if len(word) >= _SHORTEST_WORD}
