"""Lists of the API: the parameters every list takes and the body every list answers with."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import TextField
from core.pagination import CursorError, Order, take_page

DEFAULT_PAGE_SIZE = 50


class ListQuery(serializers.Serializer[Any]):
    """Base of a list's query parameters; a list adds its filters and its `ordering`."""

    page_size = serializers.IntegerField(
        min_value=1, max_value=settings.API_PAGE_SIZE_MAX, default=DEFAULT_PAGE_SIZE, help_text="Rows on a page."
    )
    cursor = TextField(
        max_length=2000, required=False, help_text="Where the page begins: taken from `next` of the page before."
    )


def ordering_field(orders: Mapping[str, Order]) -> serializers.ChoiceField:
    first = next(iter(orders))
    return serializers.ChoiceField(
        choices=list(orders), default=first, help_text="Sort order; a minus sign turns it round."
    )


def flag_field(help_text: str) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=["true", "false"], required=False, help_text=help_text)


def page_of(serializer: type[serializers.Serializer[Any]]) -> Any:
    """The schema of a page of `serializer`'s objects."""
    name = serializer.__name__.removesuffix("Serializer")
    return inline_serializer(
        f"{name}Page",
        {
            "next": serializers.URLField(allow_null=True, help_text="Address of the next page; null on the last one."),
            "results": serializer(many=True),
        },
    )


def answer_page(
    request: Request,
    rows: QuerySet[Any, dict[str, Any]],
    *,
    query: Mapping[str, Any],
    orders: Mapping[str, Order],
    write: Callable[[dict[str, Any]], dict[str, Any]],
    load: Callable[[list[dict[str, Any]]], object] | None = None,
) -> Response:
    """One page of `rows` (a `values()` queryset), each written by `write`.

    `load` is called once with the rows of the page, to hang on them what a join would cost too much.
    """
    order = orders[query["ordering"]]
    try:
        page, cursor = take_page(rows, order, query.get("cursor", ""), query["page_size"])
    except CursorError as error:
        raise NotFound("There is no page at this cursor in this order.", code="invalid_cursor") from error
    if load is not None:
        load(page)
    return Response({"next": _address_of(request, cursor) if cursor else None, "results": [write(row) for row in page]})


def _address_of(request: Request, cursor: str) -> str:
    parameters = request.query_params.copy()
    parameters["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
