"""The console speaks French as fully as English."""

import re

import pytest
from babel.messages.catalog import Catalog, Message

from tools.messages import compiled, read_catalog, source_catalog, translated_strings, translations

# Words that French writes as English does.
SAME_IN_FRENCH = {
    *(
        "Audit",
        "Catalogue",
        "Description",
        "E-mail",
        "Exceptions",
        "Message",
        "Options",
        "Pages",
        "Points",
        "SKU",
        "Service",
        "Stock",
        "Suggestions",
    ),
    *("Webhooks", "cause", "description", "e-mail", "message", "options", "page", "pages", "parent", "points"),
    *(
        "Coupon",
        "Destination",
        "Destinations",
        "Impressions",
        "Notifications",
        "Page",
        "Promotions",
        "Province",
        "Type",
    ),
    *("service", "site", "slug", "stock", "webhook", "webhooks"),
    *("%(s)s s", "%(s)d s", "minutes", "%(m)d min %(s)d s", "%(h)d h %(m)d min"),
}

LANGUAGES = [pytest.param(path, id=path.parts[-3]) for path in translations()]


@pytest.fixture(scope="module")
def source() -> Catalog:
    return source_catalog()


@pytest.mark.parametrize("path", LANGUAGES)
def test_the_translation_lists_exactly_the_strings_of_the_sources(path, source):
    assert _keys(read_catalog(path)) == _keys(source), "run `make messages`"


@pytest.mark.parametrize("path", LANGUAGES)
def test_no_string_is_untranslated_or_doubtful(path):
    assert [m.id for m in _messages(read_catalog(path)) if m.fuzzy or not all(translated_strings(m))] == []


@pytest.mark.parametrize("path", LANGUAGES)
def test_no_translation_is_a_copy_of_the_english(path):
    copies = {_english(m)[0] for m in _messages(read_catalog(path)) if set(translated_strings(m)) <= set(_english(m))}
    assert copies - SAME_IN_FRENCH == set()
    assert SAME_IN_FRENCH - copies == set(), "no longer needed in the list of exceptions"


@pytest.mark.parametrize("path", LANGUAGES)
def test_each_translation_fills_in_the_same_values(path):
    wrong = []
    for message in _messages(read_catalog(path)):
        wanted = _values(_english(message)[-1])
        wrong += [(message.id, form) for form in translated_strings(message) if form and not _values(form) <= wanted]
        wrong += [(message.id, "") for form in translated_strings(message)[-1:] if form and _values(form) != wanted]
    assert wrong == []


@pytest.mark.parametrize("path", LANGUAGES)
def test_the_compiled_translation_is_in_step(path):
    assert path.with_suffix(".mo").read_bytes() == compiled(read_catalog(path)), "run `make messages`"


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _english(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple | list) else [message.id]


def _keys(catalog: Catalog) -> set[tuple[str | None, str]]:
    return {(message.context, _english(message)[0]) for message in _messages(catalog)}


def _values(text: str) -> set[str]:
    """The places where values go: %(name)s, %s, {name}."""
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))
