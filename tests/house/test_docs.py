"""What the documents name is there: commands, errands, files, addresses of the API."""

import re

import pytest
from django.core.management import get_commands
from django.urls import get_resolver

from inventory.reasons import ERRORS, UNEXPECTED
from tests.house.project import ROOT, texts

DOCS = dict(texts(".md"))
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
    real = {f"/api/{re.sub(r'<[^>]+>', '{id}', route)}" for route in _api_routes()}
    named = set(re.findall(r"`?(?:GET |POST )?(/api/[a-z-]+(?:/(?:\{id\}|[a-z-]+\b))*)", DOCS["docs/api.md"]))
    below_a_run = {
        address for address in real if address.startswith("/api/sync-runs/{id}/")
    }  # named by their last word
    assert named - real == set()
    assert real - named - below_a_run == set()
    assert [address for address in below_a_run if f"`{address.rsplit('/', 1)[-1]}`" not in DOCS["docs/api.md"]] == []


def test_troubleshooting_has_an_entry_for_every_error_of_a_run():
    titles = {str(words.title) for words in [*ERRORS.values(), UNEXPECTED]}
    assert {title for title in titles if f"**{title}**" not in DOCS["docs/troubleshooting.md"]} == set()


def _api_routes() -> list[str]:
    [api] = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "api/"]
    entries = [inner for entry in getattr(api, "url_patterns", []) for inner in getattr(entry, "url_patterns", [entry])]
    routes = [str(entry.pattern) for entry in entries]
    return [route for route in routes if not route.startswith("^")]
