"""Finding products at a supplier: search, look closely with our prices, import. Works without script."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.admin.confirm import require
from core.errors import HubError
from core.money import MoneyRange
from inventory.models import Product
from suppliers import registry
from suppliers.actions import searching
from suppliers.admin import import_page
from suppliers.admin.badges import amounts
from suppliers.admin.offer_actions import clean_country
from suppliers.admin.pictures import picture_url
from suppliers.interface import ProductSummary, SearchPage, SearchQuery
from suppliers.models import SupplierAccount, SupplierProduct

PAGE_SIZE = 24
SORTS = [
    ("", gettext_lazy("as the supplier sorts")),
    ("price", gettext_lazy("cheapest first")),
    ("sold", gettext_lazy("most sold first")),
    ("newest", gettext_lazy("newest first")),
]


class FindForm(forms.Form):
    account = forms.ModelChoiceField(
        label=gettext_lazy("Account"),
        queryset=SupplierAccount.objects.none(),
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
    )
    q = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget(
            attrs={"type": "search", "placeholder": gettext_lazy("storage box, or an id")}
        ),
    )
    country = forms.CharField(
        label=gettext_lazy("Sent to (country)"),
        required=False,
        max_length=2,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "FR"}),
    )
    sort = forms.ChoiceField(
        label=gettext_lazy("Sorted"), choices=SORTS, required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        field.queryset = accounts  # type: ignore[attr-defined]  # a ModelChoiceField
        field.label_from_instance = account_label  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        text = self.cleaned_data["country"]
        return clean_country(text) if text.strip() else ""


def account_label(account: SupplierAccount) -> str:
    return f"{account.name} ({registry.title(account.supplier)})"


def usable_accounts() -> Any:
    """Accounts that may make calls now."""
    return SupplierAccount.objects.filter(is_active=True).exclude(state=SupplierAccount.State.PAUSED).order_by("name")


def urls(admin: ModelAdmin[Any]) -> list[Any]:
    def find(request: HttpRequest) -> HttpResponse:
        require(admin.has_find_permission(request))  # type: ignore[attr-defined]  # of the offers' page
        return _find(admin, request)

    return [path("find/", admin.admin_site.admin_view(find), name="suppliers_find"), *import_page.urls(admin)]


def _find(admin: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    accounts = usable_accounts()
    asked = "account" in request.GET
    form = FindForm(request.GET if asked else None, initial={"q": request.GET.get("q", "")}, accounts=accounts)
    ours = _wanted_for(request)
    context: dict[str, Any] = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": _("Find products"),
        "crumbs": [{"title": _("Find products")}],
        "form": form,
        "has_accounts": accounts.exists(),
        "ours": ours,
        "may_add_account": request.user.has_perm("suppliers.add_supplieraccount"),
    }
    if asked and form.is_valid():
        context |= _results(request, form.cleaned_data, ours)
    request.current_app = admin.admin_site.name
    return TemplateResponse(request, "admin/suppliers/find.html", context)


def _wanted_for(request: HttpRequest) -> Product | None:
    """Our product that is to be linked, where the search was begun from its page."""
    text = request.GET.get("for", "")
    return get_object_or_404(Product, pk=int(text)) if text.isdecimal() else None


def _results(request: HttpRequest, values: dict[str, Any], ours: Product | None) -> dict[str, Any]:
    account = values["account"]
    text = request.GET.get("page", "1")
    page = min(int(text), 10_000) if text.isdecimal() and int(text) else 1
    query = SearchQuery(
        text=values["q"],
        page=page,
        size=PAGE_SIZE,
        country=values["country"] or account.ship_to,
        currency=account.currency,
        sort=values["sort"],
    )
    try:
        found = searching.search(account, query)
    except HubError as error:
        return {"failure": str(error)}
    return {"found": found, "cards": _cards(account, found, query.country, ours), "pages": _pages(request, found)}


def _price(price: MoneyRange | None) -> str:
    return amounts(price.low.rounded().amount, price.high.rounded().amount, price.low.currency) if price else "–"


def _cards(account: SupplierAccount, found: SearchPage, country: str, ours: Product | None) -> list[dict[str, Any]]:
    """One query, for what is imported already."""
    ids = [item.product_id for item in found.items]
    offers = SupplierProduct.objects.filter(account=account, external_product_id__in=ids)
    known = set(offers.values_list("external_product_id", flat=True))
    return [
        {
            "item": item,
            "picture": picture_url(item.image_url) if item.image_url else "",
            "price": _price(item.price),
            "known": item.product_id in known,
            "url": _card_url(account, item, country, ours),
        }
        for item in found.items
    ]


def _card_url(account: SupplierAccount, item: ProductSummary, country: str, ours: Product | None) -> str:
    if ours is not None:
        return reverse("admin:suppliers_link_sides", args=[ours.pk, account.pk, item.product_id])
    query = {"country": country} if country else None
    return reverse("admin:suppliers_preview", args=[account.pk, item.product_id], query=query)


def _pages(request: HttpRequest, found: SearchPage) -> dict[str, str]:
    def at(page: int) -> str:
        query = request.GET.copy()
        query["page"] = str(page)
        return f"?{query.urlencode()}"

    return {
        "before": at(found.page - 1) if found.page > 1 else "",
        "after": at(found.page + 1) if found.has_more else "",
    }
