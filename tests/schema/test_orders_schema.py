"""Orders and purchases that are there are answered as the document of the API says."""

import pytest
from django.core.cache import cache

from orders.actions.routing import route
from orders.intake.taking import take_remote
from orders.models import Shipment
from tests.api_door import make_key
from tests.orders.conftest import desk_fixture
from tests.orders_rows import offer, product, remote_line, remote_order, shop, supplier_account
from tests.schema.test_api_schema import schema

__all__ = ["desk_fixture"]
pytestmark = [pytest.mark.schema, pytest.mark.django_db]


@pytest.fixture
def story(settings, desk):
    """An order of a shop with a proposed purchase and a parcel, and a key for everything."""
    settings.API_RATE = "1000000/min"
    cache.clear()
    offer(product(), supplier_account("Desk"))
    order = take_remote(shop(), remote_order(remote_line(quantity=2)), by="poll")
    assert order is not None
    (purchase,) = route(order.pk, "routing").drafted
    Shipment.objects.create(order=order, supplier_order=purchase, number="LP1", carrier="Test Post")
    return order.public_id, purchase.public_id, {"X-API-Key": make_key("admin")}


def test_what_is_read_has_the_documents_shape(story):
    order, purchase, headers = story

    for path, names in [
        ("/api/orders", {}),
        ("/api/orders/{id}", {"id": order}),
        ("/api/orders/{id}/timeline", {"id": order}),
        ("/api/supplier-orders", {}),
        ("/api/supplier-orders/{id}", {"id": purchase}),
        ("/api/cj-dropshipping/orders/{order_id}", {"order_id": purchase}),
        ("/api/shopify/orders", {}),
        ("/api/shopify/orders/{id}/fulfilments", {"id": order}),
    ]:
        answer = schema[path]["GET"].Case(path_parameters=names).call_and_validate(headers=headers)
        assert answer.status_code == 200, path


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/orders/{id}/hold", {"reason": "asks for another colour"}, 200),
        ("/api/orders/{id}/release", {}, 200),
        ("/api/orders/{id}/retry", {}, 200),
        ("/api/orders/{id}/approve", {}, 200),
        ("/api/orders/{id}/resolve", {"reason": "seen"}, 409),
        ("/api/supplier-orders/{id}/approve", {}, 200),
        ("/api/supplier-orders/{id}/pay", {}, 409),
        ("/api/supplier-orders/{id}/resolve", {"verdict": "look", "reason": "now"}, 409),
    ],
)
def test_what_is_done_is_answered_as_the_document_says(story, path, body, status):
    order, purchase, headers = story
    public_id = purchase if "supplier" in path else order

    case = schema[path]["POST"].Case(path_parameters={"id": public_id}, body=body, media_type="application/json")

    assert case.call_and_validate(headers=headers).status_code == status
