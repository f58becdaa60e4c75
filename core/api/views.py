"""The base of the API's views: one view an address, one method an operation."""

from typing import Any, ClassVar

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from core.api.errors import UnfitValue
from core.api.fields import pk_of
from core.api.permissions import Access, ScopeOrPermission

METHODS = ["get", "post", "put", "patch", "delete", "head"]  # OPTIONS is for browsers, and answered before any view


class HubView(APIView):
    """A view says in `access` what each of its methods asks for; a method that is not listed is open to nobody."""

    access: ClassVar[dict[str, Access]] = {}
    http_method_names = METHODS
    permission_classes = [ScopeOrPermission]


class UnknownAddress(APIView):
    """Every path under /api/ that no other route took: 404 in our error body, for whoever asks."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.http_method_names = [str(request.method).lower()]
        setattr(self, str(request.method).lower(), self._refuse)
        return super().dispatch(request, *args, **kwargs)

    def _refuse(self, _request: Request, *_args: Any, **_kwargs: Any) -> Response:
        raise NotFound("There is nothing at this address.")


class ClosedSerializer(Serializer[Any]):
    """An object inside a body; a field that it does not know is refused, not ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [name for name in data if name not in self.fields]):
            raise ValidationError({name or "(empty)": ["There is no such field."] for name in unknown}, "unknown_field")
        return super().to_internal_value(data)


def read_query(request: Request, serializer: type[Serializer[Any]]) -> dict[str, Any]:
    """The query parameters as `serializer` reads them; a parameter that it does not know is refused, not ignored."""
    given = request.query_params.dict()
    known = serializer().fields
    unknown = {name: ["There is no such parameter."] for name in given if name not in known}
    if unknown:
        raise ValidationError(unknown, code="unknown_parameter")
    return read(serializer(data=given))


def read_body(request: Request, serializer: type[Serializer[Any]]) -> dict[str, Any]:
    """The body as `serializer` reads it; a field that it does not know is refused, not ignored."""
    given: Any = request.data
    if isinstance(given, dict):
        known = serializer().fields
        unknown = {name or "(empty)": ["There is no such field."] for name in given if name not in known}
        if unknown:
            raise ValidationError(unknown, code="unknown_field")
    return read(serializer(data=given))


def read(serializer: Serializer[Any]) -> dict[str, Any]:
    """What it makes of its data. A field of the wrong form is 400, as the API's document says it; fields that do not go
    together (the serializer's `validate`) are of the right form each, so they are 422."""
    if not serializer.is_valid():
        raise _refusal(serializer)
    values: dict[str, Any] = serializer.validated_data
    return values


def _refusal(serializer: Serializer[Any]) -> ValidationError:
    try:
        serializer.to_internal_value(serializer.initial_data)
    except ValidationError:
        return ValidationError(serializer.errors)
    return UnfitValue(serializer.errors)


def key_or_404(prefix: str, text: str) -> int:
    """The primary key that a public id in the address names; 404 for whatever is not one."""
    pk = pk_of(prefix, text)
    if pk is None:
        raise NotFound("There is nothing with this id.")
    return pk
