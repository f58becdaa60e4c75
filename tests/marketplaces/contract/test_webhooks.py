"""Webhooks as they arrive, and the addresses they arrive at."""

import pytest

from marketplaces.interface import Capability
from tests.marketplaces.contract.needs import needs


@pytest.fixture
def pushes(stage):
    return stage.pushes()


@needs(Capability.WEBHOOKS)
def test_what_the_marketplace_signed_is_known_as_its(adapter, pushes):
    assert [adapter.verify_push(push.raw, push.headers) for push in pushes] == [True] * len(pushes)


@needs(Capability.WEBHOOKS)
def test_one_byte_more_or_no_signature_is_not(adapter, pushes):
    assert not any(adapter.verify_push(push.raw + b" ", push.headers) for push in pushes)
    assert not any(adapter.verify_push(push.raw, {}) for push in pushes)


@needs(Capability.WEBHOOKS)
def test_each_push_says_what_it_is_about(adapter, pushes):
    for push in pushes:
        head = adapter.read_push_head(push.raw, push.headers, push.topic_name)
        found = adapter.read_push(push.raw, head.topic_name)
        assert (head.topic_name, found.topic) == (push.topic_name, push.topic)
        assert not push.order_ids or found.order_ids == push.order_ids
        assert head.message_id
        assert head.sent_at is not None


@needs(Capability.WEBHOOKS)
def test_each_message_has_its_own_name(adapter, pushes):
    heads = [adapter.read_push_head(push.raw, push.headers, push.topic_name) for push in pushes]
    assert len({head.message_id for head in heads}) == len(heads)


@needs(Capability.WEBHOOKS)
def test_an_order_of_a_push_can_be_read(adapter, pushes):
    push = next(push for push in pushes if push.order_ids)
    assert adapter.order(adapter.read_push(push.raw, push.topic_name).order_ids[0]).remote_id == push.order_ids[0]


@needs(Capability.SET_WEBHOOKS)
def test_webhooks_are_made_once(stage, adapter):
    first = adapter.set_webhooks(stage.webhook_url())
    assert first.refused == ()
    assert sorted(stage.webhooks()) == sorted(first.addresses.values())
    assert all(address.startswith(stage.webhook_url()) for address in stage.webhooks())
    assert adapter.set_webhooks(stage.webhook_url()).made == ()
    assert len(stage.webhooks()) == len(first.addresses)


@needs(Capability.SET_WEBHOOKS)
def test_one_that_was_deleted_is_made_again(stage, adapter):
    first = adapter.set_webhooks(stage.webhook_url())
    stage.drop_a_webhook()
    again = adapter.set_webhooks(stage.webhook_url())
    assert len(again.made) == 1
    assert sorted(stage.webhooks()) == sorted(first.addresses.values())


@needs(Capability.SET_WEBHOOKS)
def test_those_that_lead_elsewhere_are_led_here(stage, adapter):
    adapter.set_webhooks(f"{stage.webhook_url()}-before")
    setup = adapter.set_webhooks(stage.webhook_url())
    assert sorted(stage.webhooks()) == sorted(setup.addresses.values())
    assert len(setup.made) == len(setup.addresses)
