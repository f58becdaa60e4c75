"""Which of a marketplace's categories stands for ours, over REST: read with coverage, and set one by one."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.authentication import actor_of
from core.api.errors import UnfitValue
from core.api.fields import TextField, public_id
from core.api.permissions import Access
from core.api.schema import errors
from core.api.scopes import MARKETPLACES, READ
from core.api.views import key_or_404, read_body, read_query
from inventory.models import Category
from marketplaces.actions.categories import mapping
from marketplaces.actions.categories.kept import CategoryBook, NeedsBook, coverage, paths, products_by_category
from marketplaces.actions.publishing import attributes
from marketplaces.api.views import MarketplaceView
from marketplaces.models.categories import MappingState
from marketplaces.registry import adapter_class

CATEGORY = "cat"
INHERITED, MISSING = "inherited", "missing"
STATES = [*MappingState.values, INHERITED, MISSING]
MOST_KEYS, MOST_VALUES = 100, 50


class NeedSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="How the marketplace names it in a listing.")
    name = serializers.CharField()
    is_set = serializers.BooleanField(help_text="Whether listings of this category begin with a value for it.")


class MappingSerializer(serializers.Serializer[Any]):
    category = serializers.CharField(help_text="`cat_<number>`, ours")
    path = serializers.CharField()
    products = serializers.IntegerField(help_text="Active products of its own.")
    state = serializers.ChoiceField(choices=STATES)
    theirs = serializers.CharField(
        allow_blank=True, help_text="The marketplace's category that counts, or is suggested."
    )
    theirs_path = serializers.CharField(allow_blank=True)
    inherited_from = serializers.CharField(allow_null=True)
    score = serializers.IntegerField(allow_null=True, help_text="How sure a suggestion is, in per cent.")
    attributes = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text="What listings there begin with."
    )
    needed = NeedSerializer(many=True, allow_null=True, help_text="Required there; null where it was not read yet.")


class MappingsSerializer(serializers.Serializer[Any]):
    site = serializers.CharField(allow_blank=True)
    coverage_percent = serializers.IntegerField(help_text="By product.")
    covered = serializers.IntegerField()
    products = serializers.IntegerField()
    mappings = MappingSerializer(many=True)


class SiteQuery(serializers.Serializer[Any]):
    site = TextField(required=False, max_length=20, help_text="The national site, where the marketplace has several.")
    state = serializers.ChoiceField(choices=STATES, required=False, help_text="Only in this state.")


class SetMappingSerializer(serializers.Serializer[Any]):
    theirs = TextField(max_length=200, help_text="Its number there; free text where it has no categories of its own.")
    theirs_path = TextField(required=False, allow_blank=True, max_length=400)
    site = TextField(required=False, allow_blank=True, max_length=20)
    attributes = serializers.DictField(
        child=serializers.ListField(child=TextField(max_length=500), max_length=MOST_VALUES),
        required=False,
        help_text="Without it those that were there stay.",
    )


ONE: dict[str, Any] = {
    "category": "cat_4",
    "path": "Pets > Cats",
    "products": 12,
    "state": "mapped",
    "theirs": "20737",
    "theirs_path": "Pet Supplies > Cat Supplies > Litter Boxes",
    "inherited_from": None,
    "score": None,
    "attributes": {"Brand": ["Unbranded"]},
    "needed": [{"key": "Brand", "name": "Brand", "is_set": True}],
}


class CategoryMappings(MarketplaceView):
    access = {"GET": Access(READ, "marketplaces.view_categorymapping")}
    operations = {"GET": "list_category_mappings"}

    @extend_schema(
        summary="List which of its categories stand for ours",
        parameters=[SiteQuery],
        responses=MappingsSerializer,
        examples=[
            OpenApiExample(
                "one site",
                value={"site": "", "coverage_percent": 96, "covered": 960, "products": 1000, "mappings": [ONE]},
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        query = read_query(request, SiteQuery)
        book, numbers = CategoryBook(self.partner, query.get("site", "")), products_by_category()
        covered = coverage(book, numbers)
        rows = _write_all(book, numbers)
        if "state" in query:
            rows = [row for row in rows if row["state"] == query["state"]]
        return Response(
            {
                "site": book.site,
                "coverage_percent": covered.percent,
                "covered": covered.covered,
                "products": covered.products,
                "mappings": rows,
            }
        )


class CategoryMappingView(MarketplaceView):
    access = {"PUT": Access(MARKETPLACES, "marketplaces.change_categorymapping")}
    operations = {"PUT": "set_category_mapping"}

    @extend_schema(
        summary="Set which of its categories stands for one of ours",
        description="Counts for the categories below that have none of their own. What it asks for is read by a job.",
        request={"application/json": SetMappingSerializer},
        responses={200: MappingSerializer, **errors(422)},
        examples=[
            OpenApiExample(
                "a category", value={"theirs": "20737", "attributes": {"Brand": ["Unbranded"]}}, request_only=True
            ),
            OpenApiExample("as it is then", value=ONE, response_only=True),
        ],
    )
    def put(self, request: Request, id: str) -> Response:  # noqa: A002  (the name in the address)
        category = Category.objects.filter(pk=key_or_404(CATEGORY, id)).first()
        if category is None:
            raise NotFound("There is no category with this id.")
        wanted = read_body(request, SetMappingSerializer)
        site = _known_site(self.partner, wanted.get("site", ""))
        said = wanted.get("attributes")
        if said is not None and len(said) > MOST_KEYS:
            raise UnfitValue({"attributes": [f"At most {MOST_KEYS} attributes."]})
        mapping.set_mapping(
            self.partner, site, category, wanted["theirs"], actor_of(request),
            path=wanted.get("theirs_path", ""), attributes=said,
        )  # fmt: skip
        rows = _write_all(CategoryBook(self.partner, site), products_by_category(), only=category.pk)
        return Response(rows[0])


def _known_site(marketplace: str, site: str) -> str:
    sites = dict(adapter_class(marketplace).sites)
    if site and site not in sites:
        raise UnfitValue({"site": [f"There is no such site: {', '.join(sites) or 'it has one only'}."]})
    return site


def _write_all(book: CategoryBook, numbers: dict[int | None, int], only: int | None = None) -> list[dict[str, Any]]:
    ours = paths()
    needs = NeedsBook(book.marketplace, book.site, [row.theirs for row in book.rows.values()])
    keys = [only] if only is not None else sorted(ours, key=lambda pk: ours[pk])
    return [_write(pk, ours[pk], numbers.get(pk, 0), book, needs) for pk in keys]


def _write(pk: int, path: str, products: int, book: CategoryBook, needs: NeedsBook) -> dict[str, Any]:
    own, place = book.rows.get(pk), book.place(pk)
    counts = place.mapping if place is not None else own
    known = needs.of(place.mapping.theirs) if place is not None else None
    begins = attributes.merged(counts.attributes) if counts is not None else {}
    return {
        "category": public_id(CATEGORY, pk),
        "path": path,
        "products": products,
        "state": own.state if own is not None else INHERITED if place is not None else MISSING,
        "theirs": counts.theirs if counts is not None else "",
        "theirs_path": counts.theirs_path if counts is not None else "",
        "inherited_from": public_id(CATEGORY, place.origin) if place is not None and place.origin != pk else None,
        "score": own.score if own is not None else None,
        "attributes": {key: list(values) for key, values in begins.items()},
        "needed": None
        if known is None
        else [{"key": need.key, "name": need.name, "is_set": bool(begins.get(need.key))} for need in known.required()],
    }
