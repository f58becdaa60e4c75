"""What the OpenAPI document says of every operation without each view repeating it: keys, tokens, errors."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from core.api.fields import id_pattern

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 200 printable ASCII characters. The same key with the same body gives the same answer for a day.",
    pattern="^[!-~]{1,200}$",
)


class ErrorItemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="Short name of the cause, for programs.")
    detail = serializers.CharField(help_text="What is wrong, for people.")
    attr = serializers.CharField(
        allow_null=True, help_text="The field or parameter it is about; null where it is about the whole request."
    )


class ErrorSerializer(serializers.Serializer[Any]):
    """The one body of every failure."""

    type = serializers.ChoiceField(choices=["validation_error", "client_error", "server_error"])
    errors = ErrorItemSerializer(many=True)  # type: ignore[assignment]  # the wire's name, also DRF's
    context = serializers.DictField(  # type: ignore[assignment]  # the wire's name, also DRF's
        required=False, help_text="Values that belong to the failure, such as since when a run has been going on."
    )


# status -> (type, code, what happened)
ERRORS: dict[str, tuple[str, str, str]] = {
    "400": ("validation_error", "invalid", "A parameter, a field or the body itself cannot be understood."),
    "401": ("client_error", "not_authenticated", "No key, session or token was given, or it is not valid."),
    "403": ("client_error", "permission_denied", "The key's scopes or the person's permissions do not cover this."),
    "404": ("client_error", "not_found", "There is nothing with this id, or no page at this cursor."),
    "406": ("client_error", "not_acceptable", "The Accept header asks for something else than JSON."),
    "409": ("client_error", "conflict", "The request does not fit the present state; the code says why."),
    "413": ("client_error", "body_too_large", "The body is larger than the hub accepts."),
    "415": ("client_error", "unsupported_media_type", "The body is not declared as application/json."),
    "422": (
        "client_error",
        "idempotency_key_reused",
        "The Idempotency-Key was used for another request, or a value of the right form cannot be used.",
    ),
    "429": ("client_error", "throttled", "Too many requests; `Retry-After` says how many seconds to wait."),
    "502": (
        "server_error",
        "partner_down",
        "The partner does not answer, or refuses our credentials; the code says which.",
    ),
    "503": (
        "server_error",
        "partner_rate_limit",
        "The partner allows no more calls; `Retry-After` says when to ask again.",
    ),
    "504": ("server_error", "partner_timeout", "The partner did not answer in time."),
    "500": ("server_error", "error", "The hub failed. The request id in `X-Request-ID` finds the cause in its log."),
}


def errors(*codes: int) -> dict[int, OpenApiResponse]:
    """Responses of the given statuses, for `extend_schema(responses=…)`."""
    return {code: _response(str(code)) for code in codes}


def _response(code: str) -> OpenApiResponse:
    kind, name, words = ERRORS[code]
    value = {"type": kind, "errors": [{"code": name, "detail": words, "attr": None}]}
    example = OpenApiExample(name, value=value, response_only=True, status_codes=[code])
    return OpenApiResponse(ErrorSerializer, description=words, examples=[example])


class HubAutoSchema(AutoSchema):
    """Adds to each operation the failures that any operation of its kind may have."""

    def get_operation_id(self) -> str:
        """Views that stand at one address for each partner name their operations once, and get the partner's slug."""
        names, partner = getattr(self.view, "operations", None), getattr(self.view, "partner", "")
        return f"{partner.replace('-', '_')}_{names[self.method]}" if names else super().get_operation_id()

    def get_tags(self) -> list[str]:
        partner = getattr(self.view, "partner", "")
        return [partner] if partner else super().get_tags()

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for code in self._common_errors():
            if code not in bodies:
                bodies[code] = self._get_response_for_code(_response(code), code)  # type: ignore[no-untyped-call]  # not typed there
        return bodies

    def _common_errors(self) -> list[str]:
        codes = ["400", "406", "429", "500"]
        if self.view.permission_classes:
            codes += ["401", "403"]
        # Where a partner's addresses take an account, one that is not the partner's is not found.
        if "{" in self.path or self.method == "GET" or hasattr(self.view, "partner"):
            codes.append("404")
        if self.method in {"POST", "PUT", "PATCH"}:
            codes += ["413", "415"]
        return codes


class PublicIdShape(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # the base registers itself
    target_class = "core.api.fields.PublicIdField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{id_pattern(self.target.prefix)}$"}


class PatternShape(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # the base registers itself
    target_class = "core.api.fields.PatternField"
    match_subclasses = True
    priority = 1  # before TextShape

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^({self.target.pattern})$"}


class TextShape(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # the base registers itself
    target_class = "core.api.fields.TextField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        shape = {"type": "string", "maxLength": self.target.max_length, "pattern": "^[^\\u0000]*$"}
        return shape if self.target.allow_blank else {**shape, "minLength": 1}


def close_request_bodies(result: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """A field that the hub does not know is refused in a body: the document says so too."""
    shapes = result["components"]["schemas"]
    operations = [operation for path in result["paths"].values() for operation in path.values()]
    for operation in operations:
        for content in operation.get("requestBody", {}).get("content", {}).values():
            body = _shape_of(content["schema"], shapes)
            kinds = [_shape_of(one, shapes) for one in body.get("oneOf", [])] or [body]
            for kind in kinds:
                _close(kind, shapes)
            if all(kind.get("required") for kind in kinds):
                operation["requestBody"]["required"] = True
    return result


def _close(shape: dict[str, Any], shapes: dict[str, Any]) -> None:
    shape["additionalProperties"] = False
    for field in shape.get("properties", {}).values():
        for inner in (field, field.get("items", {}), *field.get("allOf", [])):
            if "$ref" in inner and "properties" in _shape_of(inner, shapes):
                _close(_shape_of(inner, shapes), shapes)


def _shape_of(reference: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    shape: dict[str, Any] = shapes[reference["$ref"].rpartition("/")[2]]
    return shape


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the base registers itself
    target_class = "core.api.authentication.ApiKeyAuthentication"
    name = "apiKey"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        words = "A program's key, made by `manage.py create_api_key` or in the console."
        return {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": words}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the base registers itself
    target_class = "core.api.authentication.TokenAuthentication"
    name = "token"
    priority = 1

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "From `POST /api/token`."}
