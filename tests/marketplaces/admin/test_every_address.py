"""Every address of selling answers those who may see it, and opens to nobody else."""

import pytest
from django.contrib.admin import site

from core.models import Job
from tests import console_rows as rows
from tests.marketplaces.selling.conftest import make_ware, published
from tests.security import routes

pytestmark = pytest.mark.django_db
PAGES = [template for template in routes.templates() if template.startswith("admin/marketplaces/")]
# Listings are made and ended by publishing, and a rule that prices something stays.
NOBODYS = {
    "admin/marketplaces/listing/add/",
    "admin/marketplaces/listing/<path:object_id>/delete/",
    "admin/marketplaces/publishplan/add/",
    "admin/marketplaces/publishplan/<path:object_id>/delete/",
    "admin/marketplaces/stockalert/add/",
    "admin/marketplaces/stockalert/<path:object_id>/delete/",
    "admin/marketplaces/pricerule/<path:object_id>/delete/",
}
GIVEN = {"marketplaces.marketplaceaccount", "marketplaces.listing", "marketplaces.pricerule"}
OURS = {"marketplaces.marketplaceaccount", "marketplaces.listing", "marketplaces.pricerule"}


@pytest.fixture
def there(account, rule):
    """A listed product, so that every page has something to show."""
    listing = published(account, make_ware())
    labels = [label for label in routes.ROWS if label.startswith("marketplaces.") and label not in GIVEN]
    found = {label: routes.ROWS[label]() for label in (*labels, "inventory.product")}
    return found | {
        "marketplaces.marketplaceaccount": account,
        "marketplaces.listing": listing,
        "marketplaces.pricerule": rule,
    }


def test_no_page_fails_for_who_may_see_it(page, there):
    answers = {template: page.get(routes.address(template, there)).status_code for template in PAGES}
    found = {template for template, code in answers.items() if code not in {200, 302, 405}}
    assert {template for template in found if "/desk/" not in template} == NOBODYS  # a desk is of one marketplace
    assert {answers[template] for template in NOBODYS} == {403}


def test_no_page_opens_to_staff_without_a_right(client, there):
    client.force_login(rows.staff("ben"))
    jobs = Job.objects.count()
    for template in PAGES:
        address = routes.address(template, there)
        codes = {client.get(address).status_code, client.post(address, {"confirmed": "yes"}).status_code}
        assert codes <= {302, 403, 404, 405}, template
        assert 403 in codes or codes == {302}, template
    assert Job.objects.count() <= jobs + 1  # the one that the addresses need


def test_the_models_of_selling_are_all_in_the_console():
    assert {model._meta.label_lower for model in site._registry} >= OURS
