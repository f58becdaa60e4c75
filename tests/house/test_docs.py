"""What the documents name is there: commands, errands, files, addresses of the API."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import get_resolver

from inventory.reasons import ERRORS, UNEXPECTED
from tests.house.project import ROOT, texts

DOCS = dict(texts(".md"))
SHORTENED = ("/api/sync-runs/{id}/", "/api/{supplier}/", "/api/{marketplace}/")
SUPPLIERS_DOOR = "/api/{supplier}/webhooks"  # for suppliers, not for programs: it stands outside the API's router
EVERYWHERE = pytest.mark.parametrize("path", sorted(DOCS))


@EVERYWHERE
def test_every_management_command_that_is_named_exists(path):
    named = set(re.findall(r"manage\.py ([a-z_]+)", DOCS[path]))
    assert named - set(get_commands()) == set()


@EVERYWHERE
def test_every_errand_that_is_named_exists(path):
    named = set(re.findall(r"`(?:\w+=\S+ )*make ([a-z]+)", DOCS[path])) | set(
        re.findall(r"^    (?:\w+=\S+ )*make ([a-z]+)", DOCS[path], re.MULTILINE)
    )
    errands = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named - errands == set()


@EVERYWHERE
def test_every_link_leads_to_a_file(path):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", DOCS[path])
    assert [link for link in links if not ((ROOT / path).parent / link).exists()] == []


def test_the_api_reference_names_the_addresses_that_are_there():
    told = re.sub(r"\{(?!supplier\}|marketplace\})\w+\}", "{id}", DOCS["docs/api.md"])
    real = {f"/api/{_as_told(route)}" for route in _api_routes()}
    named = set(re.findall(r"`?(?:GET |POST )?(/api(?:/(?:\{\w+\}|[a-z-]+\b))+)", told))
    by_their_end = {address for address in real if address.startswith(SHORTENED)}  # named without what they begin with
    assert named - real == {SUPPLIERS_DOOR}
    assert real - named - by_their_end == set()
    ends = {address: _end(address) for address in by_their_end - named}
    assert [address for address, end in ends.items() if f"`{end}`" not in told] == []


def test_troubleshooting_has_an_entry_for_every_error_of_a_run():
    titles = {str(words.title) for words in [*ERRORS.values(), UNEXPECTED]}
    assert {title for title in titles if f"**{title}**" not in DOCS["docs/troubleshooting.md"]} == set()


def _as_told(route: str) -> str:
    """As the reference writes it: one address for all partners of a kind, `{id}` for whatever names a thing."""
    slug, _, rest = route.partition("/")
    route = f"{{supplier}}/{rest}" if slug in settings.SUPPLIERS else route
    route = f"{{marketplace}}/{rest}" if slug in settings.MARKETPLACES else route
    return re.sub(r"<[^>]+>", "{id}", route.replace("<str:supplier>", "{supplier}"))


def _end(address: str) -> str:
    whole = address.removeprefix("/api/{supplier}").removeprefix("/api/{marketplace}")
    return whole if whole != address else address.rsplit("/", 1)[-1]


def _api_routes() -> list[str]:
    [api] = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "api/"]
    entries = [inner for entry in getattr(api, "url_patterns", []) for inner in getattr(entry, "url_patterns", [entry])]
    routes = [str(entry.pattern) for entry in entries]
    return [route for route in routes if not route.startswith("^")]
