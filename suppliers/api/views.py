"""The base of the views below `/api/<supplier>/`: which account is meant, and partners' errors as answers of ours."""

import json
import re
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
from core.api.views import HubView
from core.errors import PartnerError
from core.models import Job
from suppliers.actions.accounts import NoAccount, default_account
from suppliers.actions.errors import NotPossible
from suppliers.models import SupplierAccount
from suppliers.reasons import error_code, error_words

PREFIX = "acc"
Result = TypeVar("Result")
_PARTNERS_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")


class AccountQuery(serializers.Serializer[Any]):
    """Base of the parameters of calls that go to the supplier."""

    account = PublicIdField(PREFIX, required=False, help_text="The account to ask with; without it the first one.")


class SupplierView(HubView):
    """`partner` is the supplier's slug, set where the address is made; `operations` names what each method does."""

    partner = ""
    operations: ClassVar[dict[str, str]] = {}

    def account(self, pk: int | None = None) -> SupplierAccount:
        """404 for an account of another supplier, 409 where there is none at all."""
        if pk is not None:
            found = SupplierAccount.objects.filter(pk=pk, supplier=self.partner, is_active=True).first()
            if found is None:
                raise NotFound("There is no such account of this supplier.")
            return found
        try:
            return default_account(self.partner)
        except NoAccount as error:
            raise Conflict(str(error), "no_account") from error


def ask(act: Callable[[], Result]) -> Result:
    """What `act` gives; what a supplier or an action refuses becomes an answer of ours."""
    try:
        return act()
    except PartnerError as error:
        raise PartnerFailure(error, error_words(error), area="suppliers", code=error_code(error)) from error
    except NotPossible as error:
        raise Conflict(str(error), error.code) from error


def answer_with_job(request: Request, wanted: Any, start: Callable[[], Job]) -> Response:
    """202 with the job that `start` files, once for an idempotency key and `wanted`, the call's words as JSON."""
    body = json.dumps(wanted, sort_keys=True, default=str)
    return answer_once(request, body, lambda: accepted_job(request, ask(start)))


def partners_id(text: str) -> str:
    """An id of the supplier's in an address; 404 for what cannot be one, before anybody is asked."""
    if not _PARTNERS_ID.fullmatch(text):
        raise NotFound("There is nothing with this id.")
    return text
