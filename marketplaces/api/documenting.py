"""What the document says of addresses of one marketplace that are alike: a read with an example, a write that files a job."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.serializers import Serializer

from core.api.jobs import ACCEPTED
from core.api.schema import IDEMPOTENCY_KEY, errors
from marketplaces.api.examples import filed

PERFORM = "marketplaces.perform"
Method = TypeVar("Method", bound=Callable[..., Any])


def reads(summary: str, query: Any, shown: Any, example: Any) -> Callable[[Method], Method]:
    """Asks the marketplace and answers; 422 where parameters can contradict one another."""
    contradicting = () if query.validate is Serializer.validate else (422,)
    documented: Callable[[Method], Method] = extend_schema(
        summary=summary,
        parameters=[query],
        responses={200: shown, **errors(404, 409, *contradicting, 502, 503, 504)},
        examples=[OpenApiExample("as it stands there", value=example, response_only=True, status_codes=["200"])],
    )
    return documented


def files(
    summary: str, body: Any, example: Any, description: str = "A job.", kind: str = PERFORM
) -> Callable[[Method], Method]:
    """Files a job of this kind."""
    documented: Callable[[Method], Method] = extend_schema(
        summary=summary,
        description=description,
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": body},
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[OpenApiExample("wanted", value=example, request_only=True), filed(kind)],
    )
    return documented


def deletes(summary: str, query: Any, description: str) -> Callable[[Method], Method]:
    """Files a job; what is needed stands in the query."""
    documented: Callable[[Method], Method] = extend_schema(
        summary=summary,
        description=description,
        parameters=[query, IDEMPOTENCY_KEY],
        request=None,
        responses={202: ACCEPTED, **errors(409, 422)},
        examples=[filed(PERFORM)],
    )
    return documented
