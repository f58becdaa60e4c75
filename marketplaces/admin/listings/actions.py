"""What staff do with listings, one or many: each asks first, with numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, report, require
from core.errors import HubError
from marketplaces.actions.listings import ending, reading_back
from marketplaces.actions.publishing import batches
from marketplaces.actions.pushing import filing as push_filing
from marketplaces.admin import job_page
from marketplaces.models import Listing, MarketplaceAccount, PriceRule
from marketplaces.models.listing import ListingState

AT_ONCE = 1_000
EXAMPLES = 8
PERMISSION = "marketplaces.publish_listing"


class RuleForm(forms.Form):
    rule = forms.ModelChoiceField(
        label=gettext_lazy("Price rule"),
        queryset=PriceRule.objects.none(),
        required=False,
        empty_label=gettext_lazy("the shop's own"),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = PriceRule.objects.order_by("name")  # type: ignore[attr-defined]  # as declared


@dataclass(frozen=True)
class Act:
    """One thing to do with listings of certain states. `run` raises HubError where it cannot be done."""

    name: str  # of the list's action
    title: Any
    text: Any
    states: tuple[str, ...]
    run: Callable[[Listing, dict[str, Any], str], Any]
    form: type[forms.Form] | None = None
    dangerous: bool = False


END = Act(
    "end_selected",
    gettext_lazy("End"),
    gettext_lazy("They are taken off sale in their shops. They can be published again later."),
    ending.ENDABLE,
    lambda listing, _values, by: ending.start_ending(listing, by),
    dangerous=True,
)
PAUSE = Act(
    "pause_selected",
    gettext_lazy("Pause"),
    gettext_lazy("No price and no stock is pushed any more; what stands in the shop stays as it is."),
    (ListingState.ACTIVE,),
    lambda listing, _values, by: ending.pause_listing(listing, by),
)
RESUME = Act(
    "resume_selected",
    gettext_lazy("Resume"),
    gettext_lazy("Prices and stock are brought up to date at once."),
    (ListingState.PAUSED,),
    lambda listing, _values, by: ending.resume_listing(listing, by),
)
READ_BACK = Act(
    "read_back_selected",
    gettext_lazy("Read back"),
    gettext_lazy("What their shops show is read and compared; prices and stock that differ are mended."),
    (ListingState.ACTIVE,),
    lambda listing, _values, by: reading_back.start_reading_back(listing, by),
)
RULE = Act(
    "rule_selected",
    gettext_lazy("Set price rule"),
    gettext_lazy("They are priced by this rule instead of their shop's; what is on sale gets its new price at once."),
    tuple(ListingState.values),
    lambda listing, values, by: push_filing.set_rule([listing], values["rule"], by),
    form=RuleForm,
)


ACTS = (READ_BACK, RULE, PAUSE, RESUME, END)
# Sent by the page of one listing, which is where its reader goes back to.
FROM_PAGE = ("origin", "page")


def each(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    listings: QuerySet[Listing],
    act: Act,
    selection: Sequence[tuple[str, str]] = (),
    back: str = "",
) -> HttpResponse:
    """Preview, then confirm, then the result: a thousand listings at most. `selection` is what brings the same choice
    back with the second click, where it was not made in the list of listings."""
    require(request.user.has_perm(PERMISSION))
    back = back or _back(request)
    rows = listings.filter(state__in=act.states).select_related("account", "product", "group").order_by("pk")
    chosen = list(rows[:AT_ONCE])
    form = act.form(request.POST if is_confirmed(request) else None) if act.form else None
    if is_confirmed(request) and chosen and (form is None or form.is_valid()):
        return _run(request, act, chosen, form.cleaned_data if form else {}, back)
    return ask(
        request,
        admin,
        Confirmation(
            title=act.title,
            text=act.text,
            submit=act.title,
            back=back,
            numbers=[(_("Listings"), len(chosen))],
            headers=[_("Title"), _("Shop"), _("State")],
            rows=[[str(row), row.account.name, row.get_state_display()] for row in chosen[:EXAMPLES]],
            fields=selection or _again(request, act.name, chosen),
            form=form,
            dangerous=act.dangerous,
            impossible="" if chosen else _("It concerns none of those chosen."),
        ),
    )


def _run(request: HttpRequest, act: Act, chosen: Sequence[Listing], values: dict[str, Any], back: str) -> HttpResponse:
    done, refused = 0, ""
    for listing in chosen:
        try:
            act.run(listing, values, username(request))
            done += 1
        except HubError as error:
            refused = str(error)
    if refused:
        messages.warning(request, refused)
    return report(request, _("%(title)s: %(n)d listing(s).") % {"title": act.title, "n": done}, back)


def publish_again(admin: ModelAdmin[Any], request: HttpRequest, listings: QuerySet[Listing]) -> HttpResponse:
    """Publishes them anew, or brings title, pictures and forms up to date: one batch."""
    require(request.user.has_perm(PERMISSION))
    back = _back(request)
    chosen = list(listings.exclude(state=ListingState.PUBLISHING).select_related("account").order_by("pk")[:AT_ONCE])
    if is_confirmed(request) and chosen:
        try:
            return job_page.go_to(batches.start_again(chosen, username(request)))
        except HubError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(back)
    return ask(
        request,
        admin,
        Confirmation(
            title=_("Publish again"),
            text=_("Titles, texts, pictures, forms, prices and stock are brought up to date in their shops."),
            submit=_("Publish"),
            back=back,
            numbers=[(_("Listings"), len(chosen))],
            headers=[_("Title"), _("Shop"), _("State")],
            rows=[[str(row), row.account.name, row.get_state_display()] for row in chosen[:EXAMPLES]],
            fields=_again(request, "publish_selected", chosen),
            impossible="" if chosen else _("It concerns none of those chosen."),
        ),
    )


def _back(request: HttpRequest) -> str:
    """The page of the listing that the act was started on, or the list."""
    chosen = request.POST.getlist("_selected_action")
    if request.POST.get(FROM_PAGE[0]) == FROM_PAGE[1] and len(chosen) == 1 and chosen[0].isdecimal():
        return reverse("admin:marketplaces_listing_change", args=chosen)
    return reverse("admin:marketplaces_listing_changelist")


def _again(request: HttpRequest, action: str, chosen: Sequence[Listing]) -> list[tuple[str, str]]:
    """What brings the same choice back with the second click."""
    keys = [("action", action), *(("_selected_action", str(listing.pk)) for listing in chosen)]
    return [*keys, FROM_PAGE] if request.POST.get(FROM_PAGE[0]) == FROM_PAGE[1] else keys


def shops_to_choose() -> QuerySet[MarketplaceAccount]:
    return MarketplaceAccount.objects.filter(is_active=True).order_by("name")
