import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(document):
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_document_is_valid_openapi_without_a_single_warning(tmp_path):
    errors = StringIO()

    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"), stderr=errors)

    assert errors.getvalue() == ""


def test_every_operation_says_what_it_does_shows_an_example_and_tells_its_failures(document):
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["tags"], name
        responses = operation["responses"]
        successes = [code for code in responses if code.startswith("2")]
        assert len(successes) == 1, name
        if successes != ["204"]:  # which has no body
            assert responses[successes[0]]["content"]["application/json"]["examples"], name
        if "requestBody" in operation and operation["requestBody"].get("required"):
            [(kind, body)] = operation["requestBody"]["content"].items()
            assert kind == "multipart/form-data" or body["examples"], name  # a file has no example worth showing
        assert {"400", "429", "500"} <= set(responses), name
        for code in set(responses) - set(successes):
            content = responses[code]["content"]["application/json"]
            assert content["schema"]["$ref"] == "#/components/schemas/Error", (name, code)
            assert content["examples"], (name, code)


def test_every_heading_is_described_and_every_supplier_has_its_own(document, settings):
    described = {heading["name"]: heading["description"] for heading in document["tags"]}
    used = {tag for _, operation in operations(document) for tag in operation["tags"]}

    assert used - set(described) == set()
    assert described["cj-dropshipping"] == "Buying at CJ Dropshipping."
    assert set(settings.SUPPLIERS) <= set(described)


def test_every_operation_but_those_of_tokens_asks_who_calls(document):
    open_to_all = {name for name, operation in operations(document) if {} in operation.get("security", [{}])}

    assert open_to_all == {"POST /api/token", "POST /api/token/refresh", "POST /api/token/verify"}


def test_names_of_operations_are_unique(document):
    names = [operation["operationId"] for _, operation in operations(document)]

    assert len(set(names)) == len(names)


def test_every_parameter_is_explained(document):
    for name, operation in operations(document):
        for parameter in operation.get("parameters", []):
            assert parameter["in"] == "path" or parameter.get("description"), (name, parameter["name"])


@pytest.mark.django_db
def test_the_documentation_page_works_under_our_policy_and_asks_no_other_host():
    page = Client().get("/api/docs")
    script = Client().get("/api/docs?script=")

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy
    assert "unsafe-eval" not in policy
    html = page.content.decode()
    assert page.status_code == script.status_code == 200
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    addresses = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert addresses
    assert [address for address in addresses if not address.startswith("/")] == []


@pytest.mark.django_db
def test_the_document_is_served_as_json_and_as_yaml():
    assert Client().get("/api/schema?format=json").json()["info"]["title"] == "Entrepot API"
    assert Client().get("/api/schema").content.startswith(b"openapi: 3")
