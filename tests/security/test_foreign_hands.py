"""What is not offered cannot be written, and what is not there is told as not there."""

import pytest
from django.contrib.auth.models import User

from core.models import ApiClient
from inventory.models import Product
from tests.api_door import Api, make_key
from tests.catalogue_rows import make_product

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "body",
    [b'{"state": "done", "price": "0"}', b'{"is_superuser": true}', b'{"cost": 1, "account": 2, "staff_fields": 511}'],
)
def test_fields_of_a_product_cannot_be_written_through_its_address(method, body):
    product = make_product()
    before = Product.objects.values().get()

    answer = Api(make_key("admin")).ask(method, f"/api/products/prd_{product.pk}", body)

    assert answer.status_code == 405
    assert Product.objects.values().get() == before


def test_a_login_cannot_make_its_user_more_than_it_is():
    User.objects.create_user("operator", password="right-password", is_staff=True)
    body = {"username": "operator", "password": "right-password", "is_superuser": True, "user_permissions": [1]}

    assert Api().post("/api/token", body).status_code == 400
    assert User.objects.get().is_superuser is False


@pytest.mark.parametrize("scopes", [("read",), ("sync",), ("admin",)])
def test_a_key_leads_to_no_page_of_the_console(scopes):
    answer = Api(make_key(*scopes)).get("/admin/")

    assert answer.status_code == 302
    assert "/login/" in answer.headers["Location"]


def test_a_scope_that_is_written_into_the_row_by_mistake_opens_nothing():
    key = make_key("read")
    ApiClient.objects.update(scopes=["everything", "*", "READ"])

    assert Api(key).get("/api/products").status_code == 403


def test_a_key_of_one_client_does_not_open_another_by_its_prefix():
    first, second = make_key("read"), make_key("admin")
    mixed = f"hub_{second.split('_')[1]}_{first[13:]}"

    assert Api(mixed).get("/api/products").status_code == 401
