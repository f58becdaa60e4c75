"""The cells of one row, read as what they should be; what cannot be read is noted by its column and asked for nicely."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from core.spreadsheet import SheetRow

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_GROUPED_BY_DOTS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+")
_GROUPED_BY_COMMAS = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
_ONE_GROUP = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WHOLE = re.compile(r"\d{1,18}(\.0+)?")
YES, NO = ("yes", "true", "1", "x", "oui"), ("no", "false", "0", "non")


class Cells:
    def __init__(self, row: SheetRow) -> None:
        self.row = row
        self.problems: list[tuple[str, str]] = []

    def problem(self, column: str, words: str) -> None:
        self.problems.append((column, words))

    def has(self, column: str) -> bool:
        return bool(self.row.cells.get(column))

    def text(self, column: str, most: int, *, is_required: bool = False) -> str:
        found = " ".join(_UNSEEN.sub("", self.row.cells.get(column, "")).split())
        if is_required and not found:
            self.problem(column, _("It is missing."))
        if len(found) > most:
            self.problem(column, _("It is longer than %(most)d letters.") % {"most": most})
        return found[:most]

    def whole(self, column: str, *, least: int, most: int, default: int | None = None) -> int:
        """A whole number; without a default it must be there."""
        text = _SPACES.sub("", self.row.cells.get(column, ""))
        if not text and default is not None:
            return default
        number = int(text.partition(".")[0]) if _WHOLE.fullmatch(text) else None
        if number is None or not least <= number <= most:
            words = _("A whole number from %(least)d to %(most)d is wanted.") % {"least": least, "most": most}
            self.problem(column, words)
            return least
        return number

    def number(
        self, column: str, *, least: Decimal, most: Decimal, places: int, default: Decimal | None = None
    ) -> Decimal:
        """An exact number, with a decimal point or comma; never a guess."""
        text = _SPACES.sub("", self.row.cells.get(column, ""))
        if not text and default is not None:
            return default
        found = self._exact(column, text)
        if found is None:
            return least
        rounded = found.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if rounded != found:
            self.problem(column, _("At most %(n)d digits may stand behind the point.") % {"n": places})
        elif not least <= found <= most:
            words = _("A number from %(least)s to %(most)s is wanted.") % {"least": least, "most": most}
            self.problem(column, words)
        return rounded

    def _exact(self, column: str, text: str) -> Decimal | None:
        if _ONE_GROUP.fullmatch(text):
            self.problem(
                column, _("“%(text)s” can be read in two ways: write it without a comma.") % {"text": text[:40]}
            )
            return None
        if _GROUPED_BY_DOTS.fullmatch(text):
            text = text.replace(".", "").replace(",", ".")
        elif _GROUPED_BY_COMMAS.fullmatch(text):
            text = text.replace(",", "")
        elif _DECIMAL_COMMA.fullmatch(text):
            text = text.replace(",", ".")
        if not _PLAIN.fullmatch(text) or len(text) > 24:  # noqa: PLR2004 - more than any column holds
            self.problem(column, _("“%(text)s” is no number.") % {"text": text[:40]} if text else _("It is missing."))
            return None
        return Decimal(text)

    def choice(self, column: str, known: Collection[str], default: str) -> str:
        found = self.row.cells.get(column, "").strip().lower()
        if not found:
            return default
        if found not in known:
            self.problem(column, _("One of these is wanted: %(known)s.") % {"known": ", ".join(known)})
            return default
        return found

    def moment(self, column: str, default: datetime, *, newest: timedelta = timedelta(days=1)) -> datetime:
        """A date or a time as ISO writes it, in the hub's zone where it names none; not in the future."""
        text = self.row.cells.get(column, "").strip()
        if not text:
            return default
        try:
            found = parse_datetime(text)
            day = None if found else parse_date(text)
        except ValueError:
            found = day = None
        if day is not None:
            found = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        if found is None:
            self.problem(column, _("A date such as 2026-01-31 is wanted."))
            return default
        if timezone.is_naive(found):
            found = timezone.make_aware(found)
        if found > timezone.now() + newest:
            self.problem(column, _("This date has not come yet."))
            return default
        return found
