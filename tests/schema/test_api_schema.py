"""schemathesis: calls made up from the document of the API, right and wrong ones, judged by all of its checks.

`SCHEMA_EXAMPLES` sets how many calls are made up for each operation (default 7: more than 2,000 in all).
"""

import os
from decimal import Decimal

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig

from core.models import Job, SyncChange, SyncIssue, SyncRun
from inventory.models import Category, Product
from tests.api_door import make_key
from tests.catalogue_rows import make_category, make_product

pytestmark = [pytest.mark.schema, pytest.mark.django_db]
# Read once, when this module is collected; the address of the document asks for no database.
schema = schemathesis.openapi.from_wsgi(
    "/api/schema?format=json",
    get_wsgi_application(),
    # 422 too: made-up calls repeat an Idempotency-Key with other bodies, which is what it is for.
    config=SchemathesisConfig.from_dict(
        {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422"]}}}
    ),
)
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "7"))


@pytest.fixture
def rows(settings):
    settings.API_RATE = settings.API_LOGIN_RATE = "1000000/min"
    cache.clear()
    category = make_category(external_id="12")
    run = SyncRun.objects.create(partner="b2b", kind="products", state="held", hold_reasons=[{"code": "empty"}])
    SyncIssue.objects.create(run=run, code="name_cut", values={"length": 300})
    SyncChange.objects.create(run=run, object_id=1, external_id="5", field="price", old="1", new="2")
    for number in range(3):
        make_product(f"Product {number}", price=Decimal(number), category=category, external={"site_id": "4"})
    return make_key("admin")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_call_breaks_the_hub_or_the_document(case, rows):
    case.call_and_validate(headers={"X-API-Key": rows})


def test_what_is_there_is_answered_as_the_document_says(rows):
    run = f"run_{SyncRun.objects.get().pk}"
    for path, pk in [
        ("/api/products/{id}", f"prd_{Product.objects.first().pk}"),
        ("/api/categories/{id}", f"cat_{Category.objects.first().pk}"),
        ("/api/jobs/{id}", f"job_{make_job().pk}"),
        ("/api/sync-runs/{id}", run),
        ("/api/sync-runs/{id}/issues", run),
        ("/api/sync-runs/{id}/changes", run),
    ]:
        answer = schema[path]["GET"].Case(path_parameters={"id": pk}).call_and_validate(headers={"X-API-Key": rows})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("state", "action", "status"),
    [
        ("held", "approve", 200),
        ("held", "discard", 200),
        ("queued", "cancel", 200),
        ("failed", "resume", 202),
        ("done", "retry-errors", 409),
    ],
)
def test_what_is_done_with_a_run_is_answered_as_the_document_says(rows, state, action, status):
    run = SyncRun.objects.create(partner="b2b", kind="categories", state=state)
    operation = schema[f"/api/sync-runs/{{id}}/{action}"]["POST"]

    answer = operation.Case(path_parameters={"id": f"run_{run.pk}"}, body={}, media_type="application/json")

    assert answer.call_and_validate(headers={"X-API-Key": rows}).status_code == status


def make_job():
    return Job.objects.create(kind="inventory.sync", run_at=timezone.now(), error_class="PartnerDown", error="refused")
