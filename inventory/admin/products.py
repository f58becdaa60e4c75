"""Products: what is sold, how sure we are of its figures, and whose each field is."""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import action, display

from core.admin.badges import when
from core.admin.base import ConsoleAdmin, username
from core.admin.confirm import Confirmation, ask, is_confirmed, refuse, report, require
from core.admin.event_words import actor_words, sentences
from core.admin.exports import BOTH, ExportsRows
from core.admin.issues import payload
from core.console import slot
from core.errors import HubError
from core.models import Event
from inventory import actions, dashboard
from inventory.admin import filters, ownership, product_actions, product_export, slots
from inventory.admin.badges import price_words, stock_badge, sync_badge
from inventory.admin.product_form import ProductForm, take_over
from inventory.admin.product_search import search
from inventory.models import ExternalProduct, Product

HISTORY_SHOWN = 50


def once_a_page(read: Callable[[Any, Product], str]) -> Callable[[Any, Product], str]:
    """Unfold asks for a read-only field several times while it draws a page: what was read is kept on the row in hand."""

    @wraps(read)
    def kept(page: Any, product: Product) -> str:
        shown: dict[str, str] = product.__dict__.setdefault("_shown", {})
        if read.__name__ not in shown:
            shown[read.__name__] = read(page, product)
        return shown[read.__name__]

    return kept


@admin.register(Product)
class ProductAdmin(ExportsRows, ConsoleAdmin):
    form = ProductForm
    list_filter = [
        filters.StockFilter,
        filters.PriceFilter,
        filters.SyncFilter,
        filters.SellableFilter,
        filters.StaffFilter,
        filters.PlaceFilter,
        filters.CurrencyFilter,
        filters.BranchFilter,
        filters.SuppliersFilter,
        "is_active",
        ("category", AutocompleteSelectFilter),
    ]
    list_filter_submit = True
    compressed_fields = False
    list_select_related = ["category", "external"]
    list_before_template = "console/product_tabs.html"
    change_form_outer_before_template = "console/product_head.html"
    search_fields = ["title"]  # what is searched is in product_search; this makes the box appear
    search_help_text = gettext_lazy("Words of the title, the beginning of a SKU, or the partner's id")
    autocomplete_fields = ["category"]
    ordering = ["-pk"]
    sortable_by = ["title_and_sku", "price_shown", "stock_shown"]
    actions = [
        "category_selected",
        "switch_on_selected",
        "switch_off_selected",
        "give_back_selected",
        *BOTH,
    ]
    empty_title = gettext_lazy("No product yet")
    empty_text = gettext_lazy("Products come from the B2B service: add a key, then start a products sync under “Runs”.")
    empty_icon = "inventory_2"
    readonly_fields = ["currency", "unit", "whose", "history_shown", "item_as_received"]

    def get_list_display(self, request: HttpRequest) -> list[str]:
        first = ["picture", "title_and_sku", "price_shown", "stock_shown"]
        return [*first, *slots.slot_columns(self, "product.columns"), "age", "sync_state", "category_name"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [*self.list_filter, *(item.filter_class for item in slot("product.filters").filters())]

    def get_list_display_links(self, request: HttpRequest, list_display: Sequence[Any]) -> list[str]:
        return ["title_and_sku"]

    def get_fieldsets(self, request: HttpRequest, obj: Product | None = None) -> Any:
        tab = {"classes": ["tab"]}
        return [
            (
                _("Overview"),
                {
                    **tab,
                    "fields": [
                        ("title", "sku"),
                        ("price", "currency", "stock", "unit"),
                        ("category", "brand"),
                        "is_active",
                        "description",
                        "pictures",
                    ],
                },
            ),
            (_("Whose fields"), {**tab, "fields": ["whose"]}),
            (_("History"), {**tab, "fields": ["history_shown"]}),
            (_("As received"), {**tab, "fields": ["item_as_received"]}),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        rows: QuerySet[Product] = super().get_queryset(request)
        is_page_of_one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        if is_page_of_one:
            return rows.select_related("category", "external", "group")
        return rows.defer("description", "external__source_data", "external__fingerprint")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Product | None:
        """Read once for a page that is looked at; what is saved starts from a fresh row."""
        kept: dict[str, Product | None] = vars(request).setdefault("_products", {})
        if request.method != "GET" or object_id not in kept:
            found: Any = super().get_object(request, object_id, from_field)
            if found is not None:  # said on the row, since a read-only field is not told who asks
                found.may_change = self.has_change_permission(request, found)
            kept[object_id] = found
        return kept[object_id]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Product], search_term: str
    ) -> tuple[QuerySet[Product], bool]:
        return search(queryset, search_term), False

    def load_page(self, rows: Sequence[Any]) -> None:
        pks = [row.pk for row in rows]
        confirmed = dict(ExternalProduct.objects.filter(product__in=pks).values_list("product_id", "last_synced_at"))
        added = slots.cells(slot("product.columns").columns(), rows)
        for row in rows:
            row.confirmed_at, row.slot_cells = confirmed.get(row.pk), added.get(row.pk, {})

    @display(description="")
    def picture(self, product: Product) -> str:
        return thumbnail(product)

    @display(description=gettext_lazy("Title and SKU"), ordering="title")
    def title_and_sku(self, product: Product) -> str:
        off = "" if product.is_active else format_html(' <span class="console-off">{}</span>', _("switched off"))
        return format_html(
            '<span class="console-name">{}{}</span><span class="console-sub console-mono">{}</span>',
            product.title,
            off,
            product.sku or _("no SKU"),
        )

    @display(description=gettext_lazy("Price"), ordering="price")
    def price_shown(self, product: Product) -> Any:
        return price_words(product)

    @display(description=gettext_lazy("Stock"), ordering="stock")
    def stock_shown(self, product: Product) -> str:
        return own_stock(product)

    @display(description=gettext_lazy("Confirmed"))
    def age(self, product: Any) -> str:
        return when(product.confirmed_at, empty="–" if product.group_id else _("by staff only"))

    @display(description=gettext_lazy("Sync state"))
    def sync_state(self, product: Product) -> str:
        mark = ""
        if product.staff_fields:
            title = _("Some fields are set by staff: the sync leaves them alone.")
            mark = format_html(' <span class="material-symbols-outlined console-mark" title="{}">edit</span>', title)
        return format_html("{}{}", sync_badge(external_of(product)), mark)

    @display(description=gettext_lazy("Category"))
    def category_name(self, product: Product) -> Any:
        if product.category is None:
            return format_html('<span class="console-muted">{}</span>', _("none"))
        url = reverse("admin:inventory_product_changelist", query={"category__id__exact": product.category_id})
        return format_html(
            '<a class="console-link console-cut" href="{}" title="{}">{}</a>',
            url,
            product.category.name,
            product.category.name,
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        number = filters.counts_of(request)
        needs = [figure for figure in dashboard.needs(number) if figure.is_count and figure.number]
        tabs = [*dashboard.figures(number)[:4], *needs]
        shown = [
            {
                "title": figure.title,
                "number": figure.number,
                "query": "&".join(f"{name}={value}" for name, value in figure.query.items()),
                "active": bool(figure.query)
                and all(request.GET.get(name) == str(value) for name, value in figure.query.items()),
                "tone": figure.tone,
            }
            for figure in tabs
            if figure.model == "inventory.product"
        ]
        return super().changelist_view(request, {**(extra_context or {}), "product_tabs": shown})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        product = self.get_object(request, object_id)
        page: dict[str, Any] = {}
        if product is not None:
            page = {
                "product": product,
                "thumbnail": thumbnail(product, large=True),
                "badges": [price_words(product), own_stock(product), sync_badge(external_of(product))],
                "external": external_of(product),
                "product_buttons": slots.buttons(request, "product.actions", product),
                "product_panels": slots.panels(request, "product.panels", product),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **page})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Its own, and those of apps above for whoever may do them."""
        added = {
            item.name: (item.run, item.name, item.title)
            for item in slot("product.list_actions").list_actions()
            if request.user.has_perm(item.permission)
        }
        return {**super().get_actions(request), **added}

    @action(description=gettext_lazy("Set category…"), permissions=["change"])
    def category_selected(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse:
        return product_actions.each(self, request, queryset, product_actions.SET_CATEGORY)

    @action(description=gettext_lazy("Switch on…"), permissions=["change"])
    def switch_on_selected(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse:
        return product_actions.each(self, request, queryset, product_actions.SWITCH_ON)

    @action(description=gettext_lazy("Switch off…"), permissions=["change"])
    def switch_off_selected(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse:
        return product_actions.each(self, request, queryset, product_actions.SWITCH_OFF)

    @action(description=gettext_lazy("Give all fields back…"), permissions=["change"])
    def give_back_selected(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse:
        return product_actions.each(self, request, queryset, product_actions.GIVE_BACK)

    export_name = "products"

    def export_header(self, request: HttpRequest) -> list[Any]:
        return product_export.header()

    def export_rows(self, request: HttpRequest, keys: list[Any]) -> Iterator[list[Any]]:
        return product_export.cells(keys)

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        take_over(obj, form, username(request))

    def log_change(self, request: HttpRequest, obj: Product, message: Any) -> Any:
        """Django's own log says no more than our history does."""

    @display(description=gettext_lazy("Whose fields"))
    @once_a_page
    def whose(self, product: Any) -> str:
        source = ownership.service_view(external_of(product))
        context = {
            "fields": ownership.fields_of(product, source),
            "product": product,
            "may_change": product.may_change,
            "is_known": source is not None,
        }
        return render_to_string("console/product_fields.html", context)

    @display(description=gettext_lazy("History"))
    @once_a_page
    def history_shown(self, product: Product) -> str:
        events = list(
            Event.objects.filter(subject_type="inventory.product", subject_id=str(product.pk)).order_by("-pk")[
                :HISTORY_SHOWN
            ]
        )
        said = sentences(events)
        rows = [(when(event.created_at), said[event.pk], actor_words(event), event.run_id) for event in events]
        return render_to_string("console/product_history.html", {"rows": rows})

    @display(description=gettext_lazy("Item as received"))
    @once_a_page
    def item_as_received(self, product: Product) -> str:
        external = external_of(product)
        raw = external.source_data if external else b""
        return payload(bytes(raw or b"").decode(errors="replace"))

    def give_back_view(self, request: HttpRequest, object_id: int, field: str) -> HttpResponse:
        """Gives a field that staff set back to the service, whose last known value it takes at once."""
        product = get_object_or_404(Product.objects.select_related("category"), pk=object_id)
        require(self.has_change_permission(request, product))
        back = reverse("admin:inventory_product_change", args=[product.pk])
        external: Any = ExternalProduct.objects.filter(product=product).first()
        owned = {
            item.name: item for item in ownership.fields_of(product, ownership.service_view(external)) if item.is_staffs
        }
        item = owned.get(field)
        if item is None:
            return refuse(request, ValueError(_("This field is not set by staff.")), back)
        if is_confirmed(request):
            try:
                actions.give_back(product, [item.bit], username(request))
            except (HubError, ValueError) as error:
                return refuse(request, error, back)
            return report(request, _("“%(field)s” is the service's again.") % {"field": item.words}, back)
        return ask(
            request,
            self,
            Confirmation(
                title=_("Give “%(field)s” back to the service") % {"field": item.words},
                text=_("The field takes the service's value at once, and later syncs keep it up to date."),
                submit=_("Give back"),
                back=back,
                headers=[_("Ours now"), _("It becomes")],
                rows=[[item.ours, item.theirs]],
            ),
        )

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.give_back_view)
        own = path("<int:object_id>/give-back/<slug:field>/", view, name="inventory_product_give_back")
        return [own, *super().get_urls()]


def external_of(product: Product) -> ExternalProduct | None:
    return getattr(product, "external", None)


def own_stock(product: Product) -> str:
    """The figure of the service or of staff; nothing for a product that neither knows: its suppliers have it."""
    if not product.stock_known and external_of(product) is None:
        return format_html('<span class="console-muted" title="{}">–</span>', _("No stock of its own."))
    return stock_badge(product)


def thumbnail(product: Product, *, large: bool = False) -> str:
    size = "large" if large else "small"
    if not product.images:
        return format_html(
            '<span class="console-picture console-picture--{} console-picture--none material-symbols-outlined" title="{}">image</span>',
            size,
            _("No picture"),
        )
    return format_html(
        '<img class="console-picture console-picture--{}" loading="lazy" src="{}" alt="">',
        size,
        reverse("product_picture", args=[product.pk]),
    )
