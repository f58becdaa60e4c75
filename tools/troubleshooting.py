"""Writes the words of every error into docs/troubleshooting.md, between its marks: `python -m tools.troubleshooting`.

What stands outside of the marks is written by hand. `tests/house/test_troubleshooting.py` fails while the page lags behind.
"""

import re
import sys
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[1] / "docs" / "troubleshooting.md"
_PART = re.compile(r"(<!-- errors: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_HEAD = "| you see | likely cause | remedy |\n|---|---|---|\n"


def filled(page: str) -> str:
    """The page with each part between marks made anew from the program's words."""
    return _PART.sub(lambda part: part[1] + "\n" + _HEAD + rows(part[2]) + "\n" + part[3], page)


def parts(page: str) -> list[str]:
    """The areas that the page has a place for."""
    return [part[2] for part in _PART.finditer(page)]


def rows(area: str) -> str:
    from core.troubles import anchor_of, areas  # noqa: PLC0415 - only after django.setup()

    [found] = [each for each in areas() if each.name == area]
    return "".join(
        f'| <a id="{anchor_of(area, code)}"></a>**{_cell(words.title)}** | {_cell(words.cause)} | {_cell(words.remedy)} |\n'
        for code, words in found.errors.items()
    )


def _cell(words: object) -> str:
    """Settings and commands as code, a pipe escaped."""
    text = str(words).replace("|", "\\|")
    text = re.sub(r"'(manage\.py [^']+)'", r"`\1`", text)
    return re.sub(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b", lambda name: f"`{name[0]}`", text)


def main() -> int:
    django.setup()
    PAGE.write_text(filled(PAGE.read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
