"""The bases of views of what one marketplace alone can do: a read that answers, a write that files a job.

Each operation has a view with its own serializers, permission and example; these only carry it to the room and back.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from core.api.authentication import actor_of
from core.api.permissions import Access
from core.api.scopes import MARKETPLACES, READ
from core.api.views import read_body, read_query
from marketplaces.actions import performing
from marketplaces.api.views import MarketplaceView, answer_with_job, ask
from marketplaces.models import MarketplaceAccount

SEE = Access(READ, "marketplaces.view_marketplaceaccount")
CHANGE = Access(MARKETPLACES, "marketplaces.change_marketplaceaccount")
SELL = Access(MARKETPLACES, "marketplaces.publish_listing")


class OperationView(MarketplaceView):
    """`answer_read` and `file_write` take an operation's name and the values that go to the room; `account` in the query
    or the body (`ShopSerializer`) names the shop."""

    access: ClassVar[dict[str, Access]] = {}

    def answer_read(
        self, request: Request, name: str, query: type[Serializer[Any]], values: Mapping[str, Any] | None = None
    ) -> Response:
        given = read_query(request, query)
        account = self.account(given.pop("account", None))
        return Response(ask(lambda: performing.read(account, name, {**given, **(values or {})})))

    def file_write(
        self, request: Request, name: str, body: type[Serializer[Any]], values: Mapping[str, Any] | None = None
    ) -> Response:
        """202 with the job; with `confirm_fee` in the body the fee is taken as agreed."""
        given = read_body(request, body)
        account = self.account(given.pop("account", None))
        accepts_fee = bool(given.pop("confirm_fee", False))
        return self._file(request, account, name, {**given, **(values or {})}, accepts_fee=accepts_fee)

    def _file(
        self, request: Request, account: MarketplaceAccount, name: str, values: dict[str, Any], *, accepts_fee: bool
    ) -> Response:
        by = actor_of(request)
        words = {"account": account.pk, "operation": name, "values": values, "fee": accepts_fee}
        return answer_with_job(
            request, words, lambda: performing.start(account, name, values, by, accepts_fee=accepts_fee)
        )
