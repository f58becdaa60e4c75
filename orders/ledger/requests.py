"""What a supplier is asked for: the request, its hash, and the part of it that may be kept."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from core.errors import HubError
from core.models import PartnerAccount
from orders.models import Address, SupplierOrder
from orders.standing.addresses import phone_for
from suppliers.interface import OrderLine, OrderRequest, ShippingAddress


class NotFit(HubError):  # noqa: N818 - says what is wrong
    """The purchase cannot be sent as it is: somebody has to change something. Nothing was sent."""


def order_request(row: SupplierOrder) -> OrderRequest:
    """Raises NotFit where there is nobody to send to, or nothing to send."""
    address = row.order.address
    if address is None or address.erased_at is not None:
        raise NotFit("There is no address to send to.")
    lines = tuple(
        OrderLine(
            variant_id=line.external_variant_id,
            quantity=line.supplier_quantity,
            product_id=line.external_product_id,
            order_key=line.order_key,
            line_ref=str(line.pk),
        )
        for line in row.lines.order_by("pk")
    )
    if not lines:
        raise NotFit("There are no lines.")
    return OrderRequest(
        client_no=row.client_no,
        address=_shipping(address, row),
        lines=lines,
        service_code=row.service_code,
        origin=row.origin,
        is_sandbox=row.account.mode == PartnerAccount.Mode.SANDBOX,
    )


def _shipping(address: Address, row: SupplierOrder) -> ShippingAddress:
    """The customer's e-mail stays here: suppliers would write to it."""
    return ShippingAddress(
        name=address.name,
        address1=address.address1,
        address2=", ".join(part for part in (address.company, address.address2) if part),
        city=address.city,
        province=address.province,
        postal_code=address.postal_code,
        country=address.country,
        phone=phone_for(address, row.order.customer),
        tax_id=address.tax_id,
    )


def digest(request: OrderRequest) -> str:
    """The same for the same goods to the same address; says nothing of either."""
    text = json.dumps(asdict(request), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def redacted(request: OrderRequest) -> dict[str, Any]:
    """What is kept of a request: numbers and quantities, nothing of the person."""
    return {
        "client_no": request.client_no,
        "service": request.service_code,
        "origin": request.origin,
        "country": request.address.country,
        "lines": [{"variant": line.variant_id, "quantity": line.quantity} for line in request.lines],
    }
