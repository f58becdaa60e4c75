"""The bases of Etsy's views: what is filed without a body, and what is about one listing."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from core.api.errors import Conflict
from core.api.views import read_body, read_query
from marketplaces.actions import performing
from marketplaces.api.listings import listing_of
from marketplaces.api.operations import OperationView
from marketplaces.api.views import ShopSerializer, ask
from marketplaces.models import Listing


class EtsyView(OperationView):
    def file_delete(self, request: Request, name: str, values: Mapping[str, Any]) -> Response:
        """The shop stands in the query."""
        account = self.account(read_query(request, ShopSerializer).get("account"))
        return self._file(request, account, name, dict(values), accepts_fee=False)


class EtsyListingView(OperationView):
    """The shop is the listing's."""

    def published(self, public: str) -> Listing:
        """404 for one of another marketplace, 409 for one that Etsy does not have."""
        listing = listing_of(self.partner, public)
        if not listing.remote_id:
            raise Conflict("The listing is not at Etsy yet.", "not_published")
        return listing

    def read_of(self, public: str, name: str) -> Response:
        listing = self.published(public)
        return Response(ask(lambda: performing.read(listing.account, name, {"listing_id": listing.remote_id})))

    def file_of(
        self, request: Request, public: str, name: str, body: type[Serializer[Any]] | None, **values: Any
    ) -> Response:
        listing = self.published(public)
        given = read_body(request, body) if body is not None else {}
        accepts_fee = bool(given.pop("confirm_fee", False))
        wanted = {**given, **values, "listing_id": listing.remote_id}
        return self._file(request, listing.account, name, wanted, accepts_fee=accepts_fee)
