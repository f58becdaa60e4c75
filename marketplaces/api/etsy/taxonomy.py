"""Etsy's categories over REST."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import TextField
from marketplaces.api.documenting import reads
from marketplaces.api.etsy.fields import etsy_id_field
from marketplaces.api.etsy.views import EtsyView
from marketplaces.api.operations import SEE
from marketplaces.api.views import ShopSerializer

_MUGS = {"id": "1065", "name": "Mugs", "path": "Home & Living > Kitchen & Dining > Drink & Barware > Mugs",
         "is_leaf": True, "parent": "1063"}  # fmt: skip
_COLOUR = {"id": "200", "name": "Color", "is_required": False, "varies": True, "is_multiple": False,
           "values": ["Black", "White"], "scales": []}  # fmt: skip


class EtsyCategorySerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    path = serializers.CharField()
    is_leaf = serializers.BooleanField(help_text="Listings stand in leaves alone.")
    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # the wire's name, also DRF's


class EtsyCategoryListSerializer(serializers.Serializer[Any]):
    categories = EtsyCategorySerializer(many=True)


class EtsyCategoriesFoundSerializer(EtsyCategoryListSerializer):
    is_cut = serializers.BooleanField(help_text="There are more than are shown.")


class EtsyScaleSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()


class EtsyPropertySerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    is_required = serializers.BooleanField()
    varies = serializers.BooleanField(help_text="Whether the variants of one listing may differ by it.")
    is_multiple = serializers.BooleanField()
    values = serializers.ListField(child=serializers.CharField(), help_text="Empty: free words.")
    scales = EtsyScaleSerializer(many=True)


class EtsyPropertyListSerializer(serializers.Serializer[Any]):
    category_id = serializers.CharField()
    properties = EtsyPropertySerializer(many=True)


class EtsyBelowQuery(ShopSerializer):
    below = etsy_id_field("Those below this category; the top ones without it.", required=False)


class EtsyWordsQuery(ShopSerializer):
    q = TextField(max_length=100, help_text="Words, all of them in the path.")


class Taxonomy(EtsyView):
    access = {"GET": SEE}
    operations = {"GET": "list_taxonomy"}

    @reads("Walk the categories", EtsyBelowQuery, EtsyCategoryListSerializer, {"categories": [_MUGS]})
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "list_categories", EtsyBelowQuery)


class TaxonomySearch(EtsyView):
    access = {"GET": SEE}
    operations = {"GET": "search_taxonomy"}

    @reads(
        "Find categories by words",
        EtsyWordsQuery,
        EtsyCategoriesFoundSerializer,
        {"categories": [_MUGS], "is_cut": False},
    )
    def get(self, request: Request) -> Response:
        return self.answer_read(request, "search_categories", EtsyWordsQuery)


class TaxonomyNode(EtsyView):
    access = {"GET": SEE}
    operations = {"GET": "read_taxonomy_node"}

    @reads("Read a category", ShopSerializer, EtsyCategorySerializer, _MUGS)
    def get(self, request: Request, category_id: int) -> Response:
        return self.answer_read(request, "read_category", ShopSerializer, {"category_id": str(category_id)})


class TaxonomyProperties(EtsyView):
    access = {"GET": SEE}
    operations = {"GET": "read_taxonomy_properties"}

    @reads(
        "Read what a listing in a category can say",
        ShopSerializer,
        EtsyPropertyListSerializer,
        {"category_id": "1065", "properties": [_COLOUR]},
    )
    def get(self, request: Request, category_id: int) -> Response:
        values = {"category_id": str(category_id)}
        return self.answer_read(request, "read_category_properties", ShopSerializer, values)
