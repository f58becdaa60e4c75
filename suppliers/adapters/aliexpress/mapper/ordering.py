"""`aliexpress.ds.order.create`, there and back. The name of its parameter is one letter from a wrong one."""

import json
from typing import Any, NamedTuple

from core.errors import OutcomeUnknown
from suppliers.adapters.aliexpress.envelope import Body, is_success
from suppliers.adapters.aliexpress.errors import ORDER_CODES, Refusal, Row, inner_refusal
from suppliers.adapters.aliexpress.mapper.address import SentAddress, to_send
from suppliers.adapters.aliexpress.reading import Json, Unreadable, as_list, part, text
from suppliers.interface import OrderLine, OrderRequest, PlacedOrder

REQUEST = "param_place_order_request4_open_api_d_t_o"  # "..._dto" is refused as a missing parameter
EXTENSION = "ds_extend_request"
_NOT_PAID = {"payment": {"try_to_pay": "false"}}  # said, not left to a default
_UNCLEAR = Row(OutcomeUnknown, "AliExpress does not say whether the order was made: look into its console")


class OrderToSend(NamedTuple):
    params: dict[str, str]
    address: SentAddress

    def __repr__(self) -> str:
        return f"<OrderToSend {self.address!r}>"


def order_params(request: OrderRequest) -> OrderToSend:
    """The two JSON texts, made once: what is signed is what is sent. Raises AddressProblem."""
    address = to_send(request.address)
    order = {
        "out_order_id": request.client_no,
        "logistics_address": address.fields,
        "product_items": [_item(line, request) for line in request.lines],
    }
    return OrderToSend({REQUEST: as_text(order), EXTENSION: as_text(_NOT_PAID)}, address)


def as_text(value: Any) -> str:
    """JSON as it is signed and sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def number_or_text(value: str) -> int | str:
    """Ids go as numbers where the contract shows numbers; beyond 2^53 they are still exact here."""
    return int(value) if value.isascii() and value.isdigit() else value


def _item(line: OrderLine, request: OrderRequest) -> Json:
    item: Json = {
        "product_id": number_or_text(line.product_id),
        "product_count": line.quantity,
        "sku_attr": line.order_key,
        "logistics_service_name": line.service_code or request.service_code,
        "order_memo": request.remark,
    }
    return {name: value for name, value in item.items() if value != ""}


def order_rule(body: Body) -> Refusal | None:
    """A refusal only where AliExpress says with a known code that nothing was made; everything else is open.

    A "no" that names an order, a "yes" that names none and a code without a row all leave it open.
    """
    result = part(body.content, "result")
    numbers, code = _numbers(result), text(result.get("error_code"))
    said = text(result.get("error_msg"))
    if numbers and (is_success(result) or code == "REPEATED_ORDER_ERROR"):
        return None
    if numbers:
        words = f"order {', '.join(numbers)} is named in the answer that refuses it: {said}"
        return inner_refusal({}, code, words, body.request_id, _UNCLEAR)
    if is_success(result):
        return inner_refusal({}, code, said or "no order number", body.request_id, _UNCLEAR)
    return inner_refusal(ORDER_CODES, code, said, body.request_id, _UNCLEAR)


def read_placed(body: Body) -> PlacedOrder:
    """All numbers: goods of several stores make several orders. Made is not paid, whatever the text beside it says."""
    result = part(body.content, "result")
    numbers = _numbers(result)
    if not numbers:
        raise Unreadable("an order without a number")
    said = text(result.get("error_msg"))
    return PlacedOrder(order_ids=numbers, problems=(said,) if said else ())


def _numbers(result: Json) -> tuple[str, ...]:
    return tuple(found for each in as_list(result.get("order_list")) if (found := text(each)))
