"""What staff do with the products they have chosen in the list: each asks first, with numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, report, require
from inventory.actions import bulk
from inventory.actions.ownership import give_back
from inventory.models import Category, Product, StaffField

AT_ONCE = 1_000


class CategoryForm(forms.Form):
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        field.queryset = Category.objects.order_by("tree_position").only("name", "depth")  # type: ignore[attr-defined]  # a ModelChoiceField
        field.label_from_instance = lambda row: "\u2003" * row.depth + row.name  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Act:
    """`run` gives how many products it has changed; `concerns` says for which of those chosen it is meant."""

    name: str  # of the list's action
    title: Any
    text: Any
    run: Callable[[list[Product], dict[str, Any], str], int]
    concerns: Callable[[Product], bool] = lambda product: True
    form: type[forms.Form] | None = None
    dangerous: bool = False


def _give_back(products: list[Product], _values: dict[str, Any], by: str) -> int:
    for product in products:
        give_back(product, [bit for bit in StaffField if product.staff_fields & bit], by)
    return len(products)


SET_CATEGORY = Act(
    "category_selected",
    gettext_lazy("Set category"),
    gettext_lazy("Their category becomes staff's: later syncs leave it alone."),
    lambda products, values, by: bulk.set_category(products, values["category"], by),
    form=CategoryForm,
)
SWITCH_ON = Act(
    "switch_on_selected",
    gettext_lazy("Switch on"),
    gettext_lazy("They may be sold again, where there is stock and a price."),
    lambda products, _values, by: bulk.switch(products, by, is_active=True),
    concerns=lambda product: not product.is_active,
)
SWITCH_OFF = Act(
    "switch_off_selected",
    gettext_lazy("Switch off"),
    gettext_lazy("They are not sold any more, whatever the service says, until they are switched on."),
    lambda products, _values, by: bulk.switch(products, by, is_active=False),
    concerns=lambda product: product.is_active,
    dangerous=True,
)
GIVE_BACK = Act(
    "give_back_selected",
    gettext_lazy("Give all fields back to the service"),
    gettext_lazy("Every field that staff have set takes the service's last value at once, and follows it from now on."),
    _give_back,
    concerns=lambda product: bool(product.staff_fields),
    dangerous=True,
)


def each(admin: ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[Product], act: Act) -> HttpResponse:
    """Preview, then confirm, then the result: a thousand products at most."""
    require(admin.has_change_permission(request))
    back = reverse("admin:inventory_product_changelist")
    selected = list(Product.objects.filter(pk__in=queryset.values("pk")).order_by("pk")[:AT_ONCE])
    chosen = [product for product in selected if act.concerns(product)]
    form = act.form(request.POST if is_confirmed(request) else None) if act.form else None
    if is_confirmed(request) and chosen and (form is None or form.is_valid()):
        done = act.run(chosen, form.cleaned_data if form else {}, username(request))
        words = ngettext("%(title)s: %(n)d product.", "%(title)s: %(n)d products.", done)
        return report(request, words % {"title": act.title, "n": done}, back)
    keys = [("_selected_action", str(product.pk)) for product in chosen]
    return ask(
        request,
        admin,
        Confirmation(
            title=act.title,
            text=act.text,
            submit=act.title,
            back=back,
            numbers=[(_("Chosen"), len(selected)), (_("Concerned"), len(chosen))],
            headers=[_("Title"), _("SKU")],
            rows=[[product.title, product.sku or "–"] for product in chosen[:8]],
            fields=[("action", act.name), *keys],
            form=form,
            dangerous=act.dangerous,
            impossible="" if chosen else _("It concerns none of those chosen."),
            note=_("The first %(n)d of them: repeat it for the others.") % {"n": AT_ONCE}
            if len(selected) == AT_ONCE
            else "",
        ),
    )
