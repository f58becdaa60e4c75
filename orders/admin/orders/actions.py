"""What staff do with orders, many at once or one from its page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from core.errors import HubError
from orders.actions import bulk_acts, labelling
from orders.actions.bulk import BulkAct
from orders.admin import standings
from orders.admin.badges import money_text
from orders.admin.bulk import EXAMPLES, Bulk, Preview, known
from orders.admin.why import order_why, refusal_words
from orders.models import Order
from orders.models.mails import MailEvent


class HoldForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget)
    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("Released by itself then. Empty: until somebody releases it."),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=60,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history under your name. No customer's data here."),
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2_000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "For staff. No customer's data here: it would stay when theirs is erased. Empty: taken away."
        ),
    )


class MailForm(forms.Form):
    event = forms.ChoiceField(label=gettext_lazy("Message"), choices=MailEvent.choices, widget=UnfoldAdminSelectWidget)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, widget=UnfoldAdminTextInputWidget)


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        label=gettext_lazy("Assigned to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody"),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = labelling.may_be_assigned()  # type: ignore[attr-defined]  # as declared

    def clean_to(self) -> int | None:
        """The key: what is done is kept with the job."""
        chosen = self.cleaned_data["to"]
        return chosen.pk if chosen is not None else None


class TagsForm(forms.Form):
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        max_length=400,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy(
            "Words with commas between them, such as: fragile, call first. No customer's data here."
        ),
    )

    def clean_tags(self) -> list[str]:
        try:
            names = labelling.tag_names(self.cleaned_data["tags"].split(","))
        except HubError as error:
            raise forms.ValidationError(refusal_words(error)) from error
        if not names and self.fields["tags"].required:
            raise forms.ValidationError(_("Write one tag at least."))
        return names


class AllTagsForm(TagsForm):
    """All that the order is to have; empty takes them away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].required = False


def preview(rows: Sequence[Order]) -> Preview:
    return Preview(
        headers=[_("Order"), _("State"), _("Reason"), _("Total")],
        rows=[
            [str(order), order.get_state_display(), order_why(order) or "–", money_text(order.total, order.currency)]
            for order in rows[:EXAMPLES]
        ],
    )


def _bulk(act: BulkAct, action: str, title: Any, text: Any, **more: Any) -> Bulk:
    given: dict[str, Any] = {"read": standings.orders, "view": "orders.view_order", "back": "orders_order", **more}
    return known(Bulk(act, action, title, text, preview, **given))


ROUTE = _bulk(
    bulk_acts.ROUTE,
    "route_selected",
    gettext_lazy("Route again"),
    gettext_lazy("Offers, stock and costs are looked at anew, and what is not bought yet is drafted again."),
    result=gettext_lazy("Orders being routed"),
    read=standings.routed_orders,
)
HOLD = _bulk(
    bulk_acts.HOLD,
    "hold_selected",
    gettext_lazy("Hold orders"),
    gettext_lazy("Nothing more is bought for them until they are released. What was bought already goes on."),
    form=HoldForm,
)
RELEASE = _bulk(
    bulk_acts.RELEASE,
    "release_selected",
    gettext_lazy("Release orders"),
    gettext_lazy("They go on where they were stopped."),
)
NOTE = _bulk(
    bulk_acts.NOTE,
    "note_selected",
    gettext_lazy("Write a note"),
    gettext_lazy("It stands on the order for all staff, in place of the one that is there."),
    form=NoteForm,
    initial=lambda order: {"note": order.note},
)
ASSIGN = _bulk(
    bulk_acts.ASSIGN,
    "assign_selected",
    gettext_lazy("Assign orders"),
    gettext_lazy("They stand under this name in the list; nobody is kept from working on them."),
    form=AssignForm,
    initial=lambda order: {"to": order.assigned_to_id},
)
TAG = _bulk(
    bulk_acts.TAG,
    "tag_selected",
    gettext_lazy("Tag orders"),
    gettext_lazy("They get these tags beside those they have."),
    form=TagsForm,
)
UNTAG = _bulk(
    bulk_acts.UNTAG,
    "untag_selected",
    gettext_lazy("Take tags off orders"),
    gettext_lazy("They lose these tags and keep their others."),
    form=TagsForm,
)
SET_TAGS = _bulk(
    bulk_acts.SET_TAGS,
    "",
    gettext_lazy("Tags"),
    gettext_lazy("All that the order is to have. The list of orders can be filtered and searched by them."),
    form=AllTagsForm,
    initial=lambda order: {"tags": ", ".join(order.tags.order_by("name").values_list("name", flat=True))},
)
RESEND_MAIL = _bulk(
    bulk_acts.RESEND_MAIL,
    "resend_mail_selected",
    gettext_lazy("Send a message again"),
    gettext_lazy("The customers of these orders get the message once more."),
    form=MailForm,
    dangerous=True,
)
CANCEL = _bulk(
    bulk_acts.CANCEL,
    "cancel_selected",
    gettext_lazy("Cancel orders"),
    gettext_lazy(
        "Nothing more is bought for them. What was sent to a supplier and is not paid is cancelled there; what is paid "
        "stays and is shown. The shop is not told, and no money goes back to the customer: do that at the shop."
    ),
    form=CancelForm,
    dangerous=True,
)
