"""The base of the views below `/api/<marketplace>/`: which shop is meant, and partners' errors as answers of ours."""

import json
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.errors import Conflict
from core.api.fields import PublicIdField
from core.api.idempotency import answer_once
from core.api.jobs import accepted_job
from core.api.partner_errors import PartnerFailure
from core.api.views import HubView, key_or_404
from core.errors import PartnerError
from core.models import Job
from marketplaces.actions.errors import NotPossible
from marketplaces.actions.shops.accounts import NoAccount, default_account
from marketplaces.models import MarketplaceAccount
from marketplaces.reasons import error_code, error_words

SHOP, LISTING, PRODUCT = "shop", "lst", "prd"
Result = TypeVar("Result")


class ShopSerializer(serializers.Serializer[Any]):
    """The body of calls that are about one shop."""

    account = PublicIdField(SHOP, required=False, help_text="The shop; without it the first one.")


class MarketplaceView(HubView):
    """`partner` is the marketplace's slug, set where the address is made; `operations` names what each method does."""

    partner = ""
    operations: ClassVar[dict[str, str]] = {}

    def account(self, pk: int | None = None) -> MarketplaceAccount:
        """404 for a shop of another marketplace, 409 where there is none at all."""
        if pk is not None:
            found = MarketplaceAccount.objects.filter(pk=pk, marketplace=self.partner).first()
            if found is None:
                raise NotFound("There is no such shop at this marketplace.")
            return found
        try:
            return default_account(self.partner)
        except NoAccount as error:
            raise Conflict(str(error), "no_account") from error

    def account_of(self, public: str) -> MarketplaceAccount:
        return self.account(key_or_404(SHOP, public))


def ask(act: Callable[[], Result]) -> Result:
    """What `act` gives; what a marketplace or an action refuses becomes an answer of ours."""
    try:
        return act()
    except PartnerError as error:
        raise PartnerFailure(error, error_words(error), area="shops", code=error_code(error)) from error
    except NotPossible as error:
        raise Conflict(str(error), error.code) from error


def answer_with_job(request: Request, wanted: Any, start: Callable[[], Job]) -> Response:
    """202 with the job that `start` files, once for an idempotency key and `wanted`, the call's words as JSON."""
    body = json.dumps(wanted, sort_keys=True, default=str)
    return answer_once(request, body, lambda: accepted_job(request, ask(start)))
