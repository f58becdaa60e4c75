"""A form field for named values, one a line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminTextareaWidget


class ValuesField(forms.CharField):
    """One value a line, "name = value"; several values are set apart by ";"."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return "\n".join(f"{key} = {_written(said)}" for key, said in value.items())
        return value

    def clean(self, value: Any) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in str(value or "").splitlines():
            key, mark, said = (part.strip() for part in line.partition("="))
            if not line.strip():
                continue
            if not (mark and key and said):
                raise ValidationError(_("“%(line)s”: write lines such as “Brand = Kaba”.") % {"line": line})
            found[key] = [part.strip() for part in said.split(";") if part.strip()]
        return found


def _written(said: Any) -> str:
    return "; ".join(str(each) for each in said) if isinstance(said, list) else str(said)
