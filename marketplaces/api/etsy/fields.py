"""Fields that several of Etsy's addresses share."""

from typing import Any

from core.api.fields import CurrencyField, PatternField
from core.api.views import ClosedSerializer

LONGEST_ID = 19  # what 64 bits hold


def etsy_id_field(help_text: str, **options: Any) -> PatternField:
    """A number of Etsy's, as text."""
    form = f"[1-9][0-9]{{0,{LONGEST_ID - 1}}}"
    return PatternField(form, form="53000001", max_length=LONGEST_ID, help_text=help_text, **options)


class EtsyAmountSerializer(ClosedSerializer):
    amount = PatternField("[0-9]{1,8}([.][0-9]{1,3})?", form="3.50", max_length=12, help_text="Exact, as text.")
    currency = CurrencyField(help_text="The shop's.")
