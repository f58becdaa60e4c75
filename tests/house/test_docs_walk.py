"""What a page of the documents tells a new administrator to type or to open is there: commands with their options, errands,
settings, addresses, pages of the console, sections, files of ours."""

import re

import pytest
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from config.navigation import SIDEBAR
from tests.house.project import ROOT, texts
from tests.house.test_settings_are_told import in_code

DOCS = {path: text for path, text in texts(".md") if path.startswith("docs/") or path == "README.md"}
EVERYWHERE = pytest.mark.parametrize("path", sorted(DOCS))
# Of a marketplace's or a program's own, of the shell, or of the database: nothing that is set here.
NOT_OURS = re.compile(
    r"^(HTTP|POST|GET|PUT|PATCH|DELETE|UTC|JSON|CSV|XLSX|HMAC|ECDSA|OTP|TOTP|SKU|EUR|USD|GBP)$"
    r"|^(DJANGO_SUPERUSER_|EXAMPLE_|PG[A-Z]+$|PYTHON|VACUUM|SELECT|EBAY_(US|GB|DE|FR|IT|ES|AU|CA|AT|CH|IE|NL|BE|PL|MOTORS)\b)"
)
OPTIONS_OF_DJANGO = {"--noinput", "--help"}


@EVERYWHERE
def test_every_command_takes_the_options_that_it_is_shown_with(path):
    wrong = []
    for name, rest in re.findall(r"manage\.py ([a-z_]+)((?: [^\s`|,;)]+)*)", DOCS[path]):
        if name not in get_commands():
            wrong.append(name)
            continue
        app = get_commands()[name]
        known = _options_of(load_command_class(app, name) if isinstance(app, str) else app, name)
        wrong += [f"{name} {option}" for option in re.findall(r"--[a-z-]+", rest) if option not in known]
    assert wrong == []


def _options_of(command, name):
    parser = command.create_parser("manage.py", name)
    return {option for action in parser._actions for option in action.option_strings} | OPTIONS_OF_DJANGO


@EVERYWHERE
def test_every_setting_in_capitals_is_one(path):
    """Names with an underscore that stand as code: `SYNC_MAX_PAGES`, `HTTPS_ONLY=true`, `KEEP_…_DAYS`."""
    known = in_code() | ERRAND_WORDS
    named = set(re.findall(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9…]+)+)(?:=[^`]*)?`", DOCS[path]))
    named |= set(re.findall(r"^    ([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)=", DOCS[path], re.MULTILINE))
    assert sorted(name for name in named if not NOT_OURS.match(name) and not _is_told(name, known)) == []


def _is_told(name, known):
    shape = re.compile(re.escape(name).replace("…", "[A-Z0-9_]+"))
    return any(shape.fullmatch(each) for each in known)


def _words_of_errands():
    """What the Makefile, the tests and the processes take besides: `make demo ONCE=1`, `SCHEMA_EXAMPLES`."""
    found = set()
    for each in [
        ROOT / "Makefile",
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "deploy").rglob("*"),
        ROOT / "compose.yaml",
    ]:
        if each.is_file():
            found |= set(re.findall(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b", each.read_text(errors="ignore")))
    return found


ERRAND_WORDS = _words_of_errands()


@EVERYWHERE
def test_every_address_of_the_hub_leads_somewhere(path):
    """`/admin/…`, `/healthz`, `/webhooks/…`; those of the API are in test_docs.py."""
    named = re.findall(
        r"[`( ](?:https?://[^/\s`)]+)?(/(?:admin|healthz|readyz|metrics|webhooks)[^\s`)|,;>…<{]*)", DOCS[path]
    )
    assert sorted(address for address in named if not _leads(address.rstrip("."))) == []


def _leads(address):
    for candidate in (address, f"{address}/", f"{address.rstrip('/')}/x"):
        try:
            resolve(candidate.partition("?")[0].partition("#")[0])
        except Resolver404:
            continue
        return True
    return False


@EVERYWHERE
def test_every_link_to_a_section_finds_its_heading_or_anchor(path):
    missing = []
    for file, section in re.findall(r"\]\(([^)#\s]*\.md)?#([^)\s]+)\)", DOCS[path]):
        target = (ROOT / path).parent / file if file else ROOT / path
        if target.exists() and section not in _sections(target.read_text()):
            missing.append(f"{file}#{section}")
    assert missing == []


def _sections(text):
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


@EVERYWHERE
def test_every_file_of_ours_that_is_named_exists(path):
    """Paths as code: `tests/faults/test_purchases.py`, `deploy/nginx.conf`, `suppliers/adapters/`."""
    tops = "config|core|inventory|suppliers|marketplaces|orders|tests|tools|deploy|templates|requirements|docs"
    named = re.findall(rf"`((?:{tops})/[\w./-]+(?:/|\.[a-z]+))`", DOCS[path])
    assert sorted(name for name in named if not NOT_THERE_YET.search(name) and not _exists(name)) == []


# The supplier that docs/adding-a-supplier.md adds, and what `make client` makes.
NOT_THERE_YET = re.compile(r"example_wholesale|^docs/frontend/(dist|generated|node_modules)/")


def _exists(name):
    """In docs/faults.md paths begin below tests/."""
    return (ROOT / name).exists() or (ROOT / "tests" / name).exists()


def test_every_test_that_the_table_of_faults_names_exists():
    text = DOCS["docs/faults.md"]
    named = re.findall(r"`((?:[\w]+/)+(?:test_)?\w+\.py)`", text)
    there = [str(each.relative_to(ROOT)) for each in (ROOT / "tests").rglob("*.py")]
    assert len(named) > 50
    assert (
        sorted({name for name in named if not any(each.endswith(f"/{name}") or each == name for each in there)}) == []
    )


def test_the_pages_of_the_console_that_are_named_by_their_group_are_in_the_sidebar():
    """*Workshop → Jobs*: the group and the page of it."""
    pages = {str(group.get("title", "")): {str(item["title"]) for item in group["items"]} for group in SIDEBAR}
    named = {
        (group, page)
        for text in DOCS.values()
        for group, page in re.findall(r"\*([A-Z][\w ]+) → ([A-Z][\w ]+)\*", text)
    }
    assert ("Workshop", "Troubleshooting") in named
    assert sorted((group, page) for group, page in named if group in pages and page not in pages[group]) == []


# Of a text editor's, a monitoring tool's, an example's.
WORDS_OF_OTHERS = {"Unreleased", "Example Wholesale", "Dashboards", "Import"}


@EVERYWHERE
def test_every_page_button_and_word_of_the_console_stands_in_the_program(path):
    """Names in italics: *Test connection*, *Workshop → Jobs*."""
    text = re.sub(r"```.*?```", "", DOCS[path], flags=re.DOTALL)
    named = re.findall(r"(?<![*\w])\*([A-Z][^*\n]{1,60}?)\*(?![*\w])", text)
    words = {part.strip() for name in named for part in re.split("[→›]", name)} - WORDS_OF_OTHERS
    assert sorted(word for word in words if _plain(word) not in PROGRAM) == []


def _plain(text):
    return text.lower().replace("…", "").strip()


PROGRAM = _plain("\n".join(text for path, text in texts(".py", ".html") if not path.startswith("tests/")))


def test_the_readme_leads_to_every_page():
    pages = {path.removeprefix("docs/") for path in DOCS if re.fullmatch(r"docs/[\w-]+\.md", path)}
    assert {page for page in pages if f"docs/{page}" not in DOCS["README.md"]} == set()


def test_every_command_of_the_hubs_own_is_told_of():
    ours = {name for name, app in get_commands().items() if (ROOT / str(app)).is_dir()} - {"runserver"}
    assert len(ours) > 12
    assert {name for name in ours if not any(re.search(rf"\b{name}\b", text) for text in DOCS.values())} == set()
