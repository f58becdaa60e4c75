"""The suite itself: nobody is left out of it, and no capability."""

import ast
from pathlib import Path

import pytest
from django.conf import settings as project

from core.errors import Unsupported
from suppliers.interface import Capability, PaymentOffer
from tests.suppliers.contract.stages import MODULES, stage_class

# How each capability is used, with arguments that would do at a supplier that has it.
CALLS = {
    Capability.CATEGORIES: lambda a, g: a.categories(),
    Capability.REVIEWS: lambda a, g: a.reviews(g.product_id),
    Capability.BALANCE: lambda a, g: a.balance(),
    Capability.OAUTH: lambda a, g: a.authorise_url("state", "https://hub.example.test/callback"),
    Capability.FIND_BY_REFERENCE: lambda a, g: a.find_order("HUB-1"),
    Capability.PAY: lambda a, g: a.pay(PaymentOffer("1", "1", g.cost)),
    Capability.CONFIRM: lambda a, g: a.confirm_order("1"),
    Capability.CANCEL_UNPAID: lambda a, g: a.cancel_unpaid("1"),
    Capability.LIST_ORDERS: lambda a, g: a.list_orders(),
    Capability.TRACKING: lambda a, g: a.tracking(["1"], "1"),
    Capability.DISPUTES: lambda a, g: a.disputes(),
    Capability.SET_WEBHOOKS: lambda a, g: a.set_webhooks("https://hub.example.test/webhooks"),
    Capability.SUBSCRIBE_PRODUCTS: lambda a, g: a.subscribe_products([g.product_id]),
}


def test_every_supplier_of_the_settings_has_a_stage():
    assert sorted(MODULES) == sorted(project.SUPPLIERS)


def test_a_stage_speaks_for_the_supplier_under_whose_slug_it_stands():
    assert {slug: stage_class(slug).slug for slug in MODULES} == {slug: slug for slug in MODULES}


def test_every_capability_is_asked_for_by_a_test():
    named = {
        node.attr
        for path in Path(__file__).parent.glob("test_*.py")
        for test in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(test, ast.FunctionDef)
        for mark in test.decorator_list
        for node in ast.walk(mark)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Capability"
    }
    assert named == {capability.name for capability in Capability}


def test_what_a_supplier_cannot_do_is_refused_without_a_call(stage, adapter, goods):
    before = stage.calls()
    for capability, call in CALLS.items():
        if not adapter.can(capability):
            with pytest.raises(Unsupported):
                call(adapter, goods)
    assert stage.calls() == before
