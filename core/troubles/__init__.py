"""What can go wrong, told the same everywhere: code -> what happened, the likely cause, the remedy.

An app registers its tables beside its other words (`reasons.py`). The console's page of them, `manage.py doctor`, the API
and `docs/troubleshooting.md` (`python -m tools.troubleshooting`) are made of these and of nothing else.
"""

from django.utils.translation import gettext_lazy as _

from core.troubles.hub import ERRORS as _HUB
from core.troubles.registry import Area, anchor_of, areas, page_of, register_area, trouble
from core.troubles.words import ErrorWords, Words

__all__ = ["Area", "ErrorWords", "Words", "anchor_of", "areas", "page_of", "register_area", "trouble"]

register_area(Area("hub", _("The hub itself"), _HUB))
