import json

import pytest
from django.test import Client

from suppliers import registry
from suppliers.models import SupplierAccount
from tests.suppliers.webhooks.supplier import SmallSupplier, sign

KEY = "20811"


@pytest.fixture(autouse=True)
def supplier(settings):
    settings.CELERY_BROKER_URL = ""
    settings.SUPPLIERS = {**settings.SUPPLIERS, "cj-dropshipping": "tests.suppliers.webhooks.supplier.SmallSupplier"}
    settings.SUPPLIER_ENVIRONMENT = {}
    registry.adapter_class.cache_clear()
    SmallSupplier.reset()
    yield SmallSupplier
    registry.adapter_class.cache_clear()


@pytest.fixture
def account(db):
    return make_account("CJ main", KEY)


def make_account(name, key, **more):
    return SupplierAccount.objects.create(name=name, supplier="cj-dropshipping", webhook_key=key, **more)


def body(message_id="m-1", topic="STOCK", **more):
    return json.dumps({"messageId": message_id, "type": topic, **more}).encode()


class Door:
    """Posts as a supplier does, without a session; never raises what the view raised."""

    def __init__(self):
        self._client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    def post(self, raw, account=None, key=KEY, **headers):
        address = "/api/cj-dropshipping/webhooks" + (f"/{account.webhook_path}" if account else "")
        headers = {"sign": sign(raw, key)} | headers
        return self.post_to(address, raw, **{name: value for name, value in headers.items() if value is not None})

    def post_to(self, address, raw, **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.post(address, raw, content_type="application/json", headers=names)

    def request(self, method, address):
        return self._client.generic(method, address)


@pytest.fixture
def door():
    return Door()
