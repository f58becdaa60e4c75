"""The everyday transport can be mocked where requests is mocked: at the adapter."""

import pytest
import requests
import responses

from core.errors import OutcomeUnknown, PartnerDown
from core.http import PartnerClient


@pytest.fixture
def client(silent_log):
    return PartnerClient("acme", "https://shop.example/api", log=silent_log)


@responses.activate
def test_a_mocked_answer_is_an_answer(client):
    responses.get("https://shop.example/api/products?page=1", json={"results": []})
    answer = client.get("products", {"page": 1}, operation="list products")
    assert (answer.status, answer.body) == (200, b'{"results": []}')


@responses.activate
def test_a_mocked_timeout_of_a_request_that_must_not_be_repeated_is_unknown(client):
    responses.post("https://shop.example/api/orders", body=requests.exceptions.ReadTimeout())
    responses.post("https://shop.example/api/payments", body=requests.exceptions.ConnectionError())
    with pytest.raises(OutcomeUnknown):
        client.send("POST", "orders", operation="order", idempotent=False)
    with pytest.raises(PartnerDown):
        client.send("POST", "payments", operation="pay", idempotent=False)
