"""What the tabs of eBay's desk share: yes and no, and a line of text to be typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

YES, NO = _("yes"), _("no")


def text_field(label: Any, length: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, widget=UnfoldAdminTextInputWidget)
