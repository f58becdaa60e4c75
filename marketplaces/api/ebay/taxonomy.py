"""eBay's categories over REST: the tree, suggestions, and what a category asks for."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import read_query
from marketplaces.actions import performing
from marketplaces.api.ebay.documenting import reads
from marketplaces.api.ebay.fields import CategoryQuery, SearchQuery
from marketplaces.api.operations import SEE, OperationView
from marketplaces.api.views import ShopSerializer, ask
from marketplaces.models import MarketplaceAccount

_CATEGORY = {
    "category_id": "67391",
    "name": "Bar Soaps",
    "path": "Health & Beauty > Bar Soaps",
    "is_leaf": True,
    "parent_id": "26395",
}
_ASPECT = {
    "name": "Brand",
    "is_required": True,
    "required_from": None,
    "values": ["Unbranded"],
    "only_listed": False,
    "is_multiple": False,
    "varies": False,
    "longest": 65,
}


class EbayCategorySerializer(serializers.Serializer[Any]):
    category_id = serializers.CharField()
    name = serializers.CharField()
    path = serializers.CharField()
    is_leaf = serializers.BooleanField(help_text="Only a leaf may hold listings.")
    parent_id = serializers.CharField(allow_blank=True)


class EbayCategoriesSerializer(serializers.Serializer[Any]):
    categories = EbayCategorySerializer(many=True)


class EbayTreeSerializer(EbayCategoriesSerializer):
    tree_id = serializers.CharField()
    version = serializers.CharField(help_text="What is kept of a tree is good for one version.")


class EbayAspectSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    is_required = serializers.BooleanField()
    required_from = serializers.CharField(allow_null=True, help_text="It will be required from that day.")
    values = serializers.ListField(child=serializers.CharField())
    only_listed = serializers.BooleanField(help_text="Only one of `values` is taken.")
    is_multiple = serializers.BooleanField()
    varies = serializers.BooleanField(help_text="Variations may differ in it.")
    longest = serializers.IntegerField(allow_null=True)


class EbayAspectsSerializer(serializers.Serializer[Any]):
    category_id = serializers.CharField()
    version = serializers.CharField()
    aspects = EbayAspectSerializer(many=True)


class EbayConditionsSerializer(serializers.Serializer[Any]):
    category_id = serializers.CharField()
    conditions = serializers.ListField(child=serializers.CharField(), help_text="eBay's words.")


class EbayRegulationSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="`manufacturer`, `safety`, `hazmat` or `energy`.")
    is_required = serializers.BooleanField()


class EbayLabelSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    text = serializers.CharField(allow_blank=True)


class EbayRegulationsSerializer(serializers.Serializer[Any]):
    category_id = serializers.CharField()
    regulations = EbayRegulationSerializer(many=True)
    pictograms = EbayLabelSerializer(many=True)
    statements = EbayLabelSerializer(many=True)


class _OfSite(OperationView):
    """A site is asked by way of a shop on it."""

    access = {"GET": SEE}

    def answer_of_site(
        self, request: Request, name: str, query: type[ShopSerializer], site: str, values: dict[str, Any]
    ) -> Response:
        given = read_query(request, query)
        wanted = given.pop("account", None)
        account = self.account(wanted) if wanted is not None else self._shop_on(site)
        if account.site != site:
            raise NotFound("The shop is not on this national site.")
        words = {_NAMES.get(key, key): value for key, value in given.items()}
        return Response(ask(lambda: performing.read(account, name, {**words, **values})))

    def _shop_on(self, site: str) -> MarketplaceAccount:
        rows = MarketplaceAccount.objects.filter(marketplace=self.partner, site=site, is_active=True)
        found = rows.order_by("pk").first()
        if found is None:
            raise NotFound("There is no shop on this national site.")
        return found


_NAMES = {"q": "words", "below": "category_id"}


class Tree(_OfSite):
    operations = {"GET": "read_category_tree"}

    @reads("Read a site's categories", CategoryQuery, EbayTreeSerializer, {"tree_id": "0", "version": "134", "categories": [_CATEGORY]})  # fmt: skip
    def get(self, request: Request, site: str) -> Response:
        return self.answer_of_site(request, "list_categories", CategoryQuery, site, {})


class Suggestions(_OfSite):
    operations = {"GET": "suggest_categories"}

    @reads("Suggest categories for a product", SearchQuery, EbayCategoriesSerializer, {"categories": [_CATEGORY]})
    def get(self, request: Request, site: str) -> Response:
        return self.answer_of_site(request, "suggest_categories", SearchQuery, site, {})


class Aspects(_OfSite):
    operations = {"GET": "read_category_aspects"}

    @reads("Read a category's aspects", ShopSerializer, EbayAspectsSerializer, {"category_id": "67391", "version": "134", "aspects": [_ASPECT]})  # fmt: skip
    def get(self, request: Request, site: str, category_id: str) -> Response:
        values = {"category_id": category_id}
        return self.answer_of_site(request, "read_category_aspects", ShopSerializer, site, values)


class Conditions(_OfSite):
    operations = {"GET": "read_category_conditions"}

    @reads("Read a category's conditions", ShopSerializer, EbayConditionsSerializer, {"category_id": "67391", "conditions": ["NEW"]})  # fmt: skip
    def get(self, request: Request, site: str, category_id: str) -> Response:
        values = {"category_id": category_id}
        return self.answer_of_site(request, "read_category_conditions", ShopSerializer, site, values)


class Regulations(_OfSite):
    operations = {"GET": "read_category_regulations"}

    @reads(
        "Read what the law wants said in a category",
        ShopSerializer,
        EbayRegulationsSerializer,
        {
            "category_id": "67391",
            "regulations": [{"name": "manufacturer", "is_required": True}],
            "pictograms": [{"id": "P1", "text": "No open flame"}],
            "statements": [{"id": "S1", "text": "Use under adult supervision"}],
        },
    )
    def get(self, request: Request, site: str, category_id: str) -> Response:
        values = {"category_id": category_id}
        return self.answer_of_site(request, "read_category_regulations", ShopSerializer, site, values)
