"""Collects the strings to translate and compiles the translations, with Babel alone (GNU gettext is not needed).

`python -m tools.messages` brings every `locale/*/LC_MESSAGES/django.po` in step with the sources and writes the
`.mo` beside it. It never guesses a translation: a new string stands there empty until a person has written it, and
`tests/house/test_translations.py` fails until then.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
APPS = ("config", "core", "inventory", "suppliers", "marketplaces", "orders")
# Function name -> which of its arguments are what; (1, "c") is a context.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def source_catalog() -> Catalog:
    """Every string of ours that is marked for translation, in Python and in templates."""
    catalog = Catalog(project="Entrepot", charset="utf-8")
    for path in _sources():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = _template_as_python(text, path)
        where = path.relative_to(ROOT).as_posix()
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            catalog.add(message, locations=[(where, 0)], context=context)
    return catalog


def read_catalog(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def compiled(catalog: Catalog) -> bytes:
    """The bytes of the `.mo` file that belongs to `catalog`."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def translations() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def translated_strings(message: Message) -> list[str]:
    """The translation's forms: one, or one a plural form; "" where nobody has written it."""
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return [form or "" for form in forms]


def update(path: Path, source: Catalog) -> Catalog:
    """Bring one `.po` in step with the sources; what is no longer said goes, what is new stands there empty."""
    catalog = read_catalog(path)
    catalog.update(source, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalog, width=120, sort_by_file=True, include_lineno=False, omit_header=False)
    path.with_suffix(".mo").write_bytes(compiled(catalog))
    return catalog


def _sources() -> Iterator[Path]:
    for app in APPS:
        yield from sorted(path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    for folder in [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]:
        yield from sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt"})


def _template_as_python(text: str, path: Path) -> str:
    """Django's own view of a template for message extraction; unindented, so that it can be cut into tokens."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    marked = templatize(text, origin=str(path))
    return "\n".join(line.lstrip() for line in marked.splitlines())


def main() -> int:
    source = source_catalog()
    for path in translations():
        catalog = update(path, source)
        missing = [message for message in catalog if message.id and not all(translated_strings(message))]
        lines = [f"{path.relative_to(ROOT)}: {len(catalog)} strings, {len(missing)} not translated"]
        lines += [f"  {message.id!r} ({', '.join(where for where, _ in message.locations)})" for message in missing]
        sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
