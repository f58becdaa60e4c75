"""Pushes: verified over the bytes that came, read without trust."""

import pytest

from core.errors import BadPayload
from suppliers.interface import Capability, Topic
from tests.suppliers.contract.needs import needs


@needs(Capability.WEBHOOKS)
def test_a_push_as_it_is_sent_is_verified(stage, adapter):
    pushes = stage.pushes()
    assert pushes
    assert [push.topic for push in pushes if not adapter.verify_push(push.raw, push.headers)] == []


@needs(Capability.WEBHOOKS)
def test_one_changed_byte_ends_the_signature(stage, adapter):
    push = stage.pushes()[0]
    assert not adapter.verify_push(push.raw + b" ", push.headers)
    assert not adapter.verify_push(push.raw.replace(b'"', b" ", 1), push.headers)


@needs(Capability.WEBHOOKS)
def test_another_body_s_signature_or_none_is_not_accepted(stage, adapter):
    first, second = stage.pushes()[:2]
    assert not adapter.verify_push(first.raw, second.headers)
    assert not adapter.verify_push(first.raw, {"content-type": "application/json"})


@needs(Capability.WEBHOOKS)
def test_each_push_is_read_with_its_topic_and_what_it_is_about(stage, adapter):
    for sent in stage.pushes():
        read = adapter.read_push(sent.raw)
        assert read.topic is sent.topic
        assert read.message_id
        assert set(read.variant_ids) >= sent.variant_ids
        assert set(read.product_ids) >= sent.product_ids
        assert set(read.order_ids) >= sent.order_ids


@needs(Capability.WEBHOOKS)
def test_the_head_of_a_push_names_message_and_type(stage, adapter):
    for sent in stage.pushes():
        head = adapter.read_push_head(sent.raw)
        assert head.message_id == adapter.read_push(sent.raw).message_id
        assert head.topic_name


@needs(Capability.WEBHOOKS)
def test_two_pushes_never_have_the_same_message_id(stage, adapter):
    heads = [adapter.read_push_head(sent.raw).message_id for sent in stage.pushes()]
    assert len(set(heads)) == len(heads)


@needs(Capability.WEBHOOKS)
def test_a_type_that_nobody_told_us_of_is_kept_as_unknown(stage, adapter):
    raw = stage.unknown_push()
    assert adapter.verify_push(raw, stage.sign(raw))
    assert adapter.read_push(raw).topic is Topic.UNKNOWN


@needs(Capability.WEBHOOKS)
@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe"])
def test_a_body_that_cannot_be_read_has_a_head_all_the_same(adapter, raw):
    head = adapter.read_push_head(raw)
    assert isinstance(head.message_id, str)
    if raw != b"":
        with pytest.raises(BadPayload):
            adapter.read_push(raw)


@needs(Capability.WEBHOOKS)
def test_the_trying_of_an_address_is_no_message(stage, adapter):
    assert not any(adapter.is_probe(sent.raw) for sent in stage.pushes())


@needs(Capability.SET_WEBHOOKS)
def test_the_supplier_takes_our_address_for_its_topics(stage, adapter):
    setup = adapter.set_webhooks(stage.webhook_url())
    assert set(setup.addresses.values()) == {stage.webhook_url()}
    assert adapter.connect().webhook_urls == (stage.webhook_url(),)


@needs(Capability.SUBSCRIBE_PRODUCTS)
def test_products_that_cannot_be_subscribed_are_named(adapter, goods):
    assert adapter.subscribe_products([goods.product_id, "404"]) == ["404"]
