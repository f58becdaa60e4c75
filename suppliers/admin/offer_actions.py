"""What staff do with offers, one or many: each asks first, with numbers, and says afterwards what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, report, require
from core.errors import HubError
from suppliers import registry
from suppliers.actions import mapping, quoting, refreshing
from suppliers.admin import job_page
from suppliers.admin.badges import options_words
from suppliers.interface import FreightRequest, Parcel
from suppliers.models import SupplierProduct
from suppliers.models.offer import OfferState

AT_ONCE = 1_000
QUOTES_AT_ONCE = 10  # each is a call to the supplier, made while the page waits
EXAMPLES = 8
COUNTRY = 2


class RankForm(forms.Form):
    rank = forms.IntegerField(
        label=gettext_lazy("Rank"),
        min_value=1,
        max_value=99,
        initial=1,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=gettext_lazy("1 is asked first; the others are its backup, in this order."),
    )


class CountryForm(forms.Form):
    country = forms.CharField(
        label=gettext_lazy("Country"),
        min_length=COUNTRY,
        max_length=COUNTRY,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "FR"}),
        help_text=gettext_lazy("Two letters: FR, SN, US."),
    )
    quantity = forms.IntegerField(
        label=gettext_lazy("Quantity"), min_value=1, max_value=999, initial=1, widget=UnfoldAdminIntegerFieldWidget
    )

    def clean_country(self) -> str:
        return clean_country(self.cleaned_data["country"])


def clean_country(text: str) -> str:
    code = text.strip().upper()
    if not (len(code) == COUNTRY and code.isascii() and code.isalpha()):
        raise forms.ValidationError(_("A country is two letters, for example FR."))
    return code


@dataclass(frozen=True)
class Act:
    """One thing to do with offers of certain states. `run` raises HubError where it cannot be done."""

    name: str  # of the list's action
    title: Any
    text: Any
    impossible: Any
    states: tuple[str, ...]
    run: Callable[[SupplierProduct, dict[str, Any], str], Any]
    form: type[forms.Form] | None = None
    dangerous: bool = False


CONFIRM = Act(
    "confirm_selected",
    gettext_lazy("Confirm offers"),
    gettext_lazy("Their stock and cost count from now on. The options as they are now become the agreed ones."),
    gettext_lazy("None of the selected offers waits to be confirmed."),
    (OfferState.SUGGESTED, OfferState.CHANGED, OfferState.DISABLED),
    lambda offer, _values, by: (mapping.enable if offer.state == OfferState.DISABLED else mapping.confirm)(offer, by),
)
REJECT = Act(
    "reject_selected",
    gettext_lazy("Reject offers"),
    gettext_lazy("They are switched off: their stock no longer counts and nothing is bought there."),
    gettext_lazy("All of the selected offers are switched off already."),
    (OfferState.SUGGESTED, OfferState.CHANGED, OfferState.GONE, OfferState.CONFIRMED),
    lambda offer, _values, by: mapping.reject(offer, by),
    dangerous=True,
)
RANK = Act(
    "rank_selected",
    gettext_lazy("Set rank"),
    gettext_lazy("Which supplier of a product is asked first."),
    gettext_lazy("No offer is selected."),
    tuple(OfferState),
    lambda offer, values, by: mapping.set_rank(offer, values["rank"], by),
    form=RankForm,
)
ACTS = {"confirm": CONFIRM, "reject": REJECT, "rank": RANK}


def each(admin: ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[SupplierProduct], act: Act) -> HttpResponse:
    """Preview, then confirm, then the result: the offers in a fitting state, a thousand at most."""
    require(admin.has_operate_permission(request))  # type: ignore[attr-defined]  # of the offers' page
    chosen = _chosen(queryset.filter(state__in=act.states), AT_ONCE)
    back = reverse("admin:suppliers_supplierproduct_changelist")
    return _run(admin, request, act, chosen, _selection(act.name, chosen), back)


def _chosen(rows: QuerySet[SupplierProduct], most: int) -> list[SupplierProduct]:
    return list(rows.select_related("product", "account").order_by("pk")[:most])


def _selection(action: str, offers: list[SupplierProduct]) -> list[tuple[str, str]]:
    return [("action", action), *(("_selected_action", str(offer.pk)) for offer in offers)]


def _run(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    act: Act,
    chosen: list[SupplierProduct],
    fields: list[tuple[str, str]],
    back: str,
) -> HttpResponse:
    form = act.form(request.POST if is_confirmed(request) else None) if act.form else None
    if is_confirmed(request) and (form is None or form.is_valid()):
        return _carry_out(request, act, chosen, form.cleaned_data if form else {}, back)
    return ask(
        request,
        admin,
        Confirmation(
            title=act.title,
            text=act.text,
            submit=act.title,
            back=back,
            numbers=_numbers(chosen),
            headers=[_("Our product"), _("Supplier"), _("Their variant"), _("State")],
            rows=[_row(offer) for offer in chosen[:EXAMPLES]],
            fields=fields,
            form=form,
            dangerous=act.dangerous,
            impossible="" if chosen else act.impossible,
            note=_("The first %(n)d are shown.") % {"n": EXAMPLES} if len(chosen) > EXAMPLES else "",
        ),
    )


def _numbers(chosen: list[SupplierProduct]) -> list[tuple[Any, Any]]:
    return [
        (_("Offers"), len(chosen)),
        (_("Products"), len({offer.product_id for offer in chosen})),
        (_("Accounts"), ", ".join(sorted({offer.account.name for offer in chosen})) or "–"),
    ]


def _row(offer: SupplierProduct) -> list[Any]:
    now = offer.seen_options if offer.seen_options is not None else offer.options
    theirs = options_words(now) or offer.external_sku or offer.external_variant_id
    return [offer.product.title, registry.title(offer.account.supplier), theirs, offer.get_state_display()]


def _carry_out(
    request: HttpRequest, act: Act, chosen: list[SupplierProduct], values: dict[str, Any], back: str
) -> HttpResponse:
    done, refused = 0, []
    for offer in chosen:
        try:
            act.run(offer, values, username(request))
            done += 1
        except HubError as error:
            refused.append(f"{offer.product.title}: {error}")
    for line in refused[:EXAMPLES]:
        messages.error(request, line)
    words = ngettext("%(title)s: %(n)d offer.", "%(title)s: %(n)d offers.", done) % {"title": act.title, "n": done}
    return report(request, words, back)


def refresh(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    queryset: QuerySet[SupplierProduct],
    selection: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """Files one job an account that reads these products anew. `selection` comes back with the second click where the
    offers were chosen by other rows than themselves."""
    require(request.user.has_perm("suppliers.change_supplierproduct"))
    chosen = _chosen(queryset, AT_ONCE)
    back = reverse("admin:suppliers_supplierproduct_changelist")
    by_account: dict[Any, set[str]] = {}
    for offer in chosen:
        by_account.setdefault(offer.account, set()).add(offer.external_product_id)
    if is_confirmed(request):
        try:
            jobs = [
                refreshing.start_refresh(account, username(request), product_ids=sorted(products))
                for account, products in by_account.items()
            ]
        except HubError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(back)
        if len(jobs) == 1:
            return job_page.go_to(jobs[0])
        return report(request, _("%(n)d refreshes are filed, one for each account.") % {"n": len(jobs)}, back)
    return ask(
        request,
        admin,
        Confirmation(
            title=_("Refresh now"),
            text=_("Costs and stock of these offers are read anew, within what the supplier allows."),
            submit=_("Refresh now"),
            back=back,
            numbers=[*_numbers(chosen), (_("Products of theirs"), sum(len(ids) for ids in by_account.values()))],
            fields=selection or _selection("refresh_selected", chosen),
            impossible="" if chosen else _("No offer is selected."),
        ),
    )


def quote(admin: ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[SupplierProduct]) -> HttpResponse:
    """Asks what sending these offers to a country costs, and opens the list of the quotes."""
    require(admin.has_operate_permission(request))  # type: ignore[attr-defined]
    chosen = _chosen(queryset, QUOTES_AT_ONCE + 1)
    fields = _selection("quote_selected", chosen)
    return _quote(admin, request, chosen, fields, reverse("admin:suppliers_supplierproduct_changelist"))


def _quote(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    chosen: list[SupplierProduct],
    fields: list[tuple[str, str]],
    back: str,
) -> HttpResponse:
    start = {"country": chosen[0].account.ship_to, "quantity": 1} if chosen else {}
    form = CountryForm(request.POST) if is_confirmed(request) else CountryForm(initial=start)
    too_many = len(chosen) > QUOTES_AT_ONCE
    if is_confirmed(request) and form.is_valid() and chosen and not too_many:
        country = form.cleaned_data["country"]
        found = sum(_quoted(request, offer, country, form.cleaned_data["quantity"]) for offer in chosen)
        messages.info(request, _("%(n)d ways to send to %(country)s.") % {"n": found, "country": country})
        query = {"country__exact": country, "offer__in": ",".join(str(offer.pk) for offer in chosen)}
        return HttpResponseRedirect(reverse("admin:suppliers_freightquote_changelist", query=query))
    why_not = "" if chosen else _("No offer is selected.")
    if too_many:
        why_not = _("Each is a call to the supplier: choose %(n)d at most.") % {"n": QUOTES_AT_ONCE}
    return ask(
        request,
        admin,
        Confirmation(
            title=_("Quote freight to a country"),
            text=_("The supplier is asked for every way to send. Nothing is ordered."),
            submit=_("Ask for quotes"),
            back=back,
            numbers=_numbers(chosen),
            fields=fields,
            form=form,
            impossible=why_not,
        ),
    )


def _quoted(request: HttpRequest, offer: SupplierProduct, country: str, quantity: int) -> int:
    parcel = Parcel(
        variant_id=offer.external_variant_id,
        quantity=quantity * offer.quantity_ratio,
        product_id=offer.external_product_id,
        sku=offer.external_sku,
    )
    request_for = FreightRequest(country=country, items=(parcel,), currency=offer.account.currency)
    try:
        quotes = quoting.quote(offer.account, request_for, username(request))
    except HubError as error:
        messages.error(request, f"{offer.product.title}: {error}")
        return 0
    if not quotes:
        messages.warning(
            request, _("%(title)s is not sent to %(country)s.") % {"title": offer.product.title, "country": country}
        )
    return len(quotes)


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    """The same acts for one offer, from its page."""

    def act_view(request: HttpRequest, offer_id: int, act: str) -> HttpResponse:
        require(admin.has_operate_permission(request))  # type: ignore[attr-defined]
        offer = get_object_or_404(SupplierProduct.objects.select_related("product", "account"), pk=offer_id)
        back = reverse("admin:suppliers_supplierproduct_change", args=[offer.pk])
        if act == "refresh":
            return refresh(admin, request, SupplierProduct.objects.filter(pk=offer.pk))
        if act == "quote":
            return _quote(admin, request, [offer], [], back)
        chosen = ACTS[act]
        return _run(admin, request, chosen, [offer] if offer.state in chosen.states else [], [], back)

    wrap = admin.admin_site.admin_view(act_view)
    names = (*ACTS, "refresh", "quote")
    return [
        path(f"<int:offer_id>/{name}/", wrap, {"act": name}, name=f"suppliers_offer_{name}") for name in names
    ] + job_page.urls(admin)
