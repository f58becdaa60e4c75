"""What staff do with categories that they ticked on the mapping page: each asks first, with numbers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report
from core.errors import HubError
from inventory.models import Category
from marketplaces.actions.categories import mapping, suggesting
from marketplaces.actions.categories.kept import products_by_category
from marketplaces.admin import job_page
from marketplaces.admin.mapping.places import board_url
from marketplaces.models import CategoryMapping

EXAMPLES = 20


class TheirsForm(forms.Form):
    theirs = forms.CharField(
        label=gettext_lazy("their category's number"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Free text where the marketplace has no categories of its own."),
    )
    theirs_path = forms.CharField(
        label=gettext_lazy("their category's path"),
        max_length=400,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("For your colleagues to read."),
    )


def act(admin: ModelAdmin[Any], request: HttpRequest, marketplace: str, site: str) -> HttpResponse:
    """Preview, then confirm. `act` is the button's name, `category` the chosen categories."""
    name, back = str(request.POST.get("act", "")), board_url(marketplace, site)
    keys = [int(key) for key in request.POST.getlist("category") if key.isdecimal()]
    if name == "suggest":
        try:
            return job_page.go_to(suggesting.start_suggesting(marketplace, site, username(request), keys))
        except HubError as error:
            return refuse(request, error, back)
    if name == "accept_sure":
        return _accept_sure(admin, request, marketplace, site, back)
    categories = list(Category.objects.filter(pk__in=keys).order_by("tree_position"))
    run = {"set": _set, "clear": _clear, "accept": _accept}.get(name)
    if run is None or not categories:
        messages.warning(request, _("Tick some categories first."))
        return HttpResponseRedirect(back)
    return run(admin, request, marketplace, site, categories)


def _accept(
    _admin: ModelAdmin[Any], request: HttpRequest, marketplace: str, site: str, categories: Sequence[Category]
) -> HttpResponse:
    rows = CategoryMapping.objects.filter(marketplace=marketplace, site=site, category__in=categories)
    done = mapping.accept(rows, username(request))
    return report(request, _("%(n)d suggestion(s) accepted.") % {"n": done}, board_url(marketplace, site))


def _set(
    admin: ModelAdmin[Any], request: HttpRequest, marketplace: str, site: str, categories: Sequence[Category]
) -> HttpResponse:
    form = TheirsForm(request.POST if is_confirmed(request) else None)
    back = board_url(marketplace, site)
    if is_confirmed(request) and form.is_valid():
        done = mapping.set_many(
            marketplace, site, categories, form.cleaned_data["theirs"].strip(), username(request),
            path=form.cleaned_data["theirs_path"],
        )  # fmt: skip
        return report(request, _("%(n)d category(ies) mapped.") % {"n": done}, back)
    return ask(
        request,
        admin,
        Confirmation(
            title=_("Map categories"),
            text=_("Products of these, and of those below them that have no mapping of their own, are listed there."),
            submit=_("Map"),
            back=back,
            numbers=_affected(categories),
            headers=[_("Category")],
            rows=[[category.name] for category in categories[:EXAMPLES]],
            fields=_fields("set", marketplace, site, categories),
            form=form,
        ),
    )


def _clear(
    admin: ModelAdmin[Any], request: HttpRequest, marketplace: str, site: str, categories: Sequence[Category]
) -> HttpResponse:
    back = board_url(marketplace, site)
    if is_confirmed(request):
        done = mapping.clear(marketplace, site, [category.pk for category in categories], username(request))
        return report(request, _("%(n)d mapping(s) cleared.") % {"n": done}, back)
    return ask(
        request,
        admin,
        Confirmation(
            title=_("Clear mappings"),
            text=_(
                "They follow the nearest mapped category above them again; where there is none, their products wait."
            ),
            submit=_("Clear"),
            back=back,
            numbers=_affected(categories),
            headers=[_("Category")],
            rows=[[category.name] for category in categories[:EXAMPLES]],
            fields=_fields("clear", marketplace, site, categories),
            dangerous=True,
        ),
    )


def _accept_sure(admin: ModelAdmin[Any], request: HttpRequest, marketplace: str, site: str, back: str) -> HttpResponse:
    if is_confirmed(request):
        done = mapping.accept_sure(marketplace, site, username(request))
        return report(request, _("%(n)d suggestion(s) accepted.") % {"n": done}, back)
    sure = CategoryMapping.objects.filter(
        marketplace=marketplace, site=site, state="suggested", score__gte=mapping.SURE_ENOUGH
    ).select_related("category")
    return ask(
        request,
        admin,
        Confirmation(
            title=_("Accept the sure suggestions"),
            text=_("From then on products of these categories are listed there."),
            submit=_("Accept"),
            back=back,
            numbers=[(_("Suggestions"), sure.count())],
            headers=[_("Category"), _("Their category"), _("How sure")],
            rows=[[row.category.name, row.theirs_path or row.theirs, f"{row.score} %"] for row in sure[:EXAMPLES]],
            fields=_fields("accept_sure", marketplace, site, []),
            impossible="" if sure else _("There is none."),
        ),
    )


def _affected(categories: Sequence[Category]) -> list[tuple[Any, Any]]:
    numbers = products_by_category()
    own = sum(numbers.get(category.pk, 0) for category in categories)
    return [(_("Categories"), len(categories)), (_("Products of their own"), own)]


def _fields(act: str, marketplace: str, site: str, categories: Sequence[Category]) -> list[tuple[str, str]]:
    chosen_ones = [("category", str(category.pk)) for category in categories]
    return [("act", act), ("marketplace", marketplace), ("site", site), *chosen_ones]
