"""The envelope of an answer: errors of the gateway in both shapes, the method's wrapper, and each method's own success."""

from collections.abc import Callable
from typing import Any, NamedTuple

from core.errors import Rejected
from suppliers.adapters.aliexpress.errors import PRODUCT_CODES, Refusal, Row, gateway_refusal, inner_refusal
from suppliers.adapters.aliexpress.reading import Json, flag, part, text

ERROR_TYPES = frozenset({"ISV", "ISP", "SYSTEM"})
SUCCESS_CODES = frozenset({"0", "00", "200"})
_REFUSED = Row(Rejected)


class Body(NamedTuple):
    """An answer without its wrapper. `request_id` is AliExpress's own name for the call."""

    content: Json
    request_id: str


Rule = Callable[[Body], Refusal | None]


def unwrapped(answer: Json) -> Body:
    """What stands in `{"<method>_response": {...}}`, or the answer itself where the gateway left the wrapper out."""
    for name, value in answer.items():
        if name.endswith("_response") and name != "error_response" and isinstance(value, dict):
            return Body(value, text(value.get("request_id")) or text(answer.get("request_id")))
    return Body(answer, text(answer.get("request_id")))


def gateway_error(answer: Json) -> Refusal | None:
    """The gateway's error in either shape, None for an answer that it let through."""
    error, body = answer.get("error_response"), unwrapped(answer)
    if not isinstance(error, dict) and _is_flat_error(body.content):
        error = body.content
    if not isinstance(error, dict):
        return None
    said = {name: text(error.get(name)) for name in ("type", "code", "sub_code", "sub_msg")}
    words = text(error.get("msg")) or text(error.get("message"))
    request_id = text(error.get("request_id")) or body.request_id
    return gateway_refusal(said["type"], said["code"], words, said["sub_code"], said["sub_msg"], request_id)


def _is_flat_error(content: Json) -> bool:
    """`/rest` and some gateways: {"type", "code", "message", "request_id"} with nothing around it."""
    code = text(content.get("code"))
    return text(content.get("type")) in ERROR_TYPES and bool(code) and code not in SUCCESS_CODES


def result_of(body: Body) -> Any:
    """The result, under `resp_result` or directly; None where there is none."""
    outer = part(body.content, "resp_result") or body.content
    return outer.get("result")


# --- each method's own success -----------------------------------------------------------------------------------------


def token_rule(body: Body) -> Refusal | None:
    """Tokens: `code` is "0"."""
    code = text(body.content.get("code"))
    if code in SUCCESS_CODES and text(body.content.get("access_token")):
        return None
    return inner_refusal({}, code, text(body.content.get("message")) or "no token was given", body.request_id, _REFUSED)


def search_rule(body: Body) -> Refusal | None:
    """text.search: the inner `code` is "00"; its `msg` says why not."""
    code = text(body.content.get("code"))
    if code in SUCCESS_CODES or (not code and isinstance(body.content.get("data"), dict)):
        return None
    return inner_refusal({"500": PRODUCT_CODES["500"]}, code, _words(body.content), body.request_id, _REFUSED)


def product_rule(body: Body) -> Refusal | None:
    """product.get: `rsp_code` is 200, as number or text. A 200 without a result is a temporary emptiness, not a "gone"."""
    code = text(body.content.get("rsp_code"))
    if code in {"", "200"}:
        return None
    return inner_refusal(PRODUCT_CODES, code, _words(body.content), body.request_id, _REFUSED)


def resp_rule(body: Body) -> Refusal | None:
    """`resp_result.resp_code` (category.get) or `rsp_code` (trade.ds.order.get) is 200."""
    outer = part(body.content, "resp_result") or body.content
    code = text(outer.get("resp_code")) or text(outer.get("rsp_code"))
    if code in {"", "200"}:
        return None
    return inner_refusal({"500": PRODUCT_CODES["500"]}, code, _words(outer), body.request_id, _REFUSED)


def no_rule(_body: Body) -> Refusal | None:
    """For methods whose "no" is an answer that the mapper reads."""
    return None


def is_success(result: Json) -> bool:
    """`success` or `is_success`, said as true or "true"."""
    said = result.get("success") if "success" in result else result.get("is_success")
    return flag(said) is True


def _words(content: Json) -> str:
    names = ("rsp_msg", "resp_msg", "msg", "message")
    return next((found for name in names if (found := text(content.get(name)))), "")
