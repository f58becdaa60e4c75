"""Publishing one product, or those ticked in the list, in one dialog: shops, template, what is missing, fees and profit;
then one batch with a result for each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from core.admin.base import username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, require
from core.errors import HubError
from inventory.models import Product
from marketplaces.actions.publishing.batches import start_batch
from marketplaces.actions.publishing.drafts import Check, check, target_of
from marketplaces.actions.publishing.publishing import find_listing, unconfirmed_fee
from marketplaces.actions.publishing.shop_books import ShopBook
from marketplaces.admin import job_page
from marketplaces.admin.listings import actions as listing_actions
from marketplaces.models import Listing, MarketplaceAccount, PublishTemplate
from marketplaces.reasons import hint_words, problem_words

if TYPE_CHECKING:
    from core.money import Money

EXAMPLES = 20


class ShopsForm(forms.Form):
    shops = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Shops"),
        queryset=MarketplaceAccount.objects.none(),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    template = forms.ModelChoiceField(
        label=gettext_lazy("Template"),
        queryset=PublishTemplate.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
        widget=UnfoldAdminSelectWidget,
        help_text=gettext_lazy("Counts for the listings of its own shop."),
    )
    confirm_fee = forms.BooleanField(
        label=gettext_lazy("I agree to the marketplaces' fees shown above"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )

    def __init__(self, *args: Any, fees: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shops = listing_actions.shops_to_choose()
        self.fields["shops"].queryset = shops  # type: ignore[attr-defined]  # as declared
        self.initial.setdefault("shops", [shop.pk for shop in shops])
        templates = PublishTemplate.objects.filter(account__in=shops).select_related("account").order_by("name")
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]  # as declared
        if not templates:
            del self.fields["template"]
        if not fees:
            del self.fields["confirm_fee"]


class _Row:
    """One product in one shop."""

    def __init__(self, product: Product, shop: MarketplaceAccount, book: ShopBook) -> None:
        self.product, self.shop = product, shop
        target = target_of(product)
        self.listing: Listing | None = find_listing(shop, target)
        self.checked: Check = check(shop, target, self.listing, book)
        is_owed = unconfirmed_fee(self.listing, self.checked) is not None
        self.fee = self.checked.fee if is_owed else None

    def cells(self) -> list[Any]:
        checked, figures = self.checked, self.checked.wanted.get(self.product.pk)
        said = [problem_words(problem.code, problem.values) for problem in checked.problems]
        said = said or [hint_words(hint) for hint in checked.hints]
        return [
            self.product.title,
            self.shop.name,
            figures.sum.price if figures and figures.sum else "–",
            figures.quantity if figures else "–",
            self.fee or "–",
            figures.sum.left if figures and figures.sum and figures.sum.left else "–",
            f"{checked.score} %",
            " ".join(said) or "–",
        ]


def url_of(product: Model) -> str:
    return reverse("admin:marketplaces_publish_product", args=[product.pk])


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def view(request: HttpRequest, product_pk: int) -> HttpResponse:
        back = reverse("admin:inventory_product_change", args=[product_pk])
        return answer(admin, request, [product_pk], [], back=back)

    return [
        path(
            "product/<int:product_pk>/publish/", admin.admin_site.admin_view(view), name="marketplaces_publish_product"
        )
    ]


def answer(
    page: Any,
    request: HttpRequest,
    product_ids: Sequence[int],
    fields: Sequence[tuple[str, str]],
    *,
    back: str = "",
    note: str = "",
) -> HttpResponse:
    """First what is missing, with numbers; then the batch."""
    require(request.user.has_perm(listing_actions.PERMISSION))
    back = back or reverse("admin:inventory_product_changelist")
    chosen = list(Product.objects.filter(pk__in=product_ids).select_related("group", "category").order_by("pk"))
    shops = list(listing_actions.shops_to_choose().select_related("price_rule"))
    books = {shop.pk: ShopBook(shop) for shop in shops}
    rows = [_Row(product, shop, books[shop.pk]) for product in chosen for shop in shops]
    fees = _sum_of(rows)
    form = ShopsForm(request.POST if is_confirmed(request) else None, fees=fees)
    if is_confirmed(request) and chosen and form.is_valid():
        try:
            job = start_batch(
                form.cleaned_data["shops"],
                [product.pk for product in chosen],
                username(request),
                confirm_fee=bool(form.cleaned_data.get("confirm_fee")),
                template=form.cleaned_data.get("template"),
            )
        except HubError as error:
            return refuse(request, error, back)
        return job_page.go_to(job)
    selection = [("_selected_action", str(product.pk)) for product in chosen] if fields else []
    return ask(request, page, _question(rows, form, [*fields, *selection], back, note, fees, len(chosen)))


def _question(
    rows: Sequence[_Row],
    form: ShopsForm,
    fields: Sequence[tuple[str, str]],
    back: str,
    note: str,
    fees: str,
    number: int,
) -> Confirmation:
    ready = sum(row.checked.is_ready for row in rows)
    shown = sorted(rows, key=lambda row: row.checked.is_ready)[:EXAMPLES]  # those that lack something are why one looks
    return Confirmation(
        title=_("Publish in shops"),
        text=_("Those that are ready are published, or brought up to date; the others say what is missing."),
        submit=_("Publish"),
        back=back,
        numbers=[
            (_("Products"), number),
            (_("Ready"), ready),
            (_("Something is missing"), len(rows) - ready),
            *([(_("Fees at once"), fees)] if fees else []),
        ],
        headers=[
            _("Product"), _("Shop"), _("Price there"), _("Quantity"), _("Fee"), _("Left at the worst supplier"),
            _("Readiness"), _("What is missing"),
        ],
        rows=[row.cells() for row in shown],
        fields=fields,
        form=form,
        note=note,
        impossible="" if rows else _("There is no shop that is switched on."),
    )  # fmt: skip


def _sum_of(rows: Sequence[_Row]) -> str:
    """The fees of those that are ready, by currency; a group counts once."""
    total: dict[str, Money] = {}
    seen: set[tuple[int, str]] = set()
    for row in rows:
        key = (row.shop.pk, f"{row.checked.target._meta.model_name}{row.checked.target.pk}")
        if row.fee is None or not row.checked.is_ready or key in seen:
            continue
        seen.add(key)
        before = total.get(row.fee.currency)
        total[row.fee.currency] = before + row.fee if before is not None else row.fee
    return ", ".join(str(money) for money in total.values())
