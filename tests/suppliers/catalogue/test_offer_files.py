"""Supplier mappings as a file: new links are made after asking the supplier, known ones take ratio, rank and state."""

import csv
import io

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from core.errors import PartnerDown
from core.jobs import run_due
from suppliers.actions import mapping
from suppliers.models import SupplierProduct
from tests.catalogue_rows import make_product
from tests.importing import bring, carry_out, outcomes, problems
from tests.suppliers.catalogue.shelf import SLUG, cat_bed

pytestmark = pytest.mark.django_db
HEADER = "sku;account;their_product;their_variant;ratio;rank;state\n"
OFFERS = reverse("admin:suppliers_supplierproduct_changelist")


@pytest.fixture
def page(client, account):
    cat_bed()
    client.force_login(User.objects.create_superuser("boss", password="a-long-test-password"))
    return client


@pytest.fixture
def grey(db):
    return make_product("Cat bed, grey", sku="BED-G", options={"Color": "grey"}, stock_known=False)


def links():
    rows = SupplierProduct.objects.order_by("rank")
    return list(rows.values_list("external_variant_id", "quantity_ratio", "rank", "state"))


def test_a_new_link_is_made_with_what_the_supplier_says_now(page, grey):
    table = bring(page, "supplier-offers", HEADER + "BED-G;Shelf one;p1;v1;2;1;\n")
    assert not SupplierProduct.objects.exists()
    assert carry_out(page, table) == [(2, "created", "done", "")]
    assert links() == [("v1", 2, 1, "confirmed")]
    assert SupplierProduct.objects.get().cost == 5


def test_known_links_take_ratio_rank_and_state_and_the_export_changes_nothing(page, grey, account):
    for variant in ("v1", "v2"):
        mapping.link(grey, account, "p1", variant, by="ann")
    lines = "BED-G;Shelf one;p1;v2;3;1;\nBED-G;Shelf one;p1;v1;;2;disabled\n"
    table = bring(page, "supplier-offers", HEADER + lines)
    assert [row[1:3] for row in carry_out(page, table)] == [("changed", "done")] * 2
    assert links() == [("v2", 3, 1, "confirmed"), ("v1", 1, 2, "disabled")]
    keys = list(map(str, SupplierProduct.objects.values_list("pk", flat=True)))
    answer = page.post(f"{OFFERS}?need=all", {"action": "export_selected", "_selected_action": keys})
    text = b"".join(answer.streaming_content)
    assert csv.DictReader(io.StringIO(text.decode("utf-8-sig"))).fieldnames[:2] == ["product", "sku"]
    assert [row[1] for row in outcomes(bring(page, "supplier-offers", text))] == ["same", "same"]


def test_what_cannot_be_linked_says_why(page, grey):
    make_product("Twin", sku="TWIN"), make_product("Twin", sku="TWIN")
    table = bring(
        page,
        "supplier-offers",
        HEADER
        + "NONE;Shelf one;p1;v1;;;\nTWIN;Nobody;p1;v1;;;\nBED-G;Shelf one;p1;v1;;;disabled\nBED-G;Shelf one;p1;v1;;;\n"
        + "BED-G;Shelf one;p1;v1;;;\n",
    )
    assert problems(table) == {
        2: ["sku: There is no product of ours with this SKU."],
        3: [
            "sku: Several products of ours have this SKU: give the number under “product”.",
            "account: There is no supplier account of this name.",
        ],
        4: ["state: Only a known link can be disabled."],
        6: ["Line 5 of this file is about the same."],
    }


def test_a_supplier_that_is_down_fails_its_rows_and_they_can_be_tried_again(page, grey, shelf):
    table = bring(page, "supplier-offers", HEADER + "BED-G;Shelf one;p1;v1;;;\n")
    shelf.errors["p1"] = PartnerDown(SLUG, "product", status=503)
    assert [row[1:3] for row in carry_out(page, table)] == [("created", "failed")]
    assert not SupplierProduct.objects.exists()
    shelf.errors.clear()
    page.post(reverse("admin:core_tableimport_again", args=[table.pk]))
    run_due(5)
    assert outcomes(table) == [(2, "created", "done", "")]
