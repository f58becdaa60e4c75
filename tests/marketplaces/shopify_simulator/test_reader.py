"""GraphQL as such: exactly what is selected is answered, and what is wrong is told before anything is done."""

import pytest

from tests.marketplaces.shopify_simulator.laboratory import SEND


def test_an_answer_holds_the_selected_fields_and_no_others(lab):
    assert lab.data("{ shop { name currencyCode } }") == {"shop": {"name": "Test Shop", "currencyCode": "EUR"}}


def test_aliases_fragments_variables_and_directives_are_understood(lab):
    query = """
      query Shop($withName: Boolean = false, $first: Int!) {
        own: shop { ...Domain name @include(if: $withName) currencyCode @skip(if: true) }
        products(first: $first) { edges { cursor node { ... on Product { kind: __typename title } } } }
      }
      fragment Domain on Shop { domain: myshopifyDomain }
    """
    data = lab.data(query, {"first": 1})
    assert data["own"] == {"domain": "test-shop.myshopify.com"}
    assert data["products"]["edges"][0]["node"] == {"kind": "Product", "title": "Savon noir"}


def test_one_of_several_operations_is_chosen_by_its_name(lab):
    query = "query A { shop { name } } query B { shop { currencyCode } }"
    assert lab.data(query, name="B") == {"shop": {"currencyCode": "EUR"}}
    assert lab.refusal(query)["message"] == "An operation name is required"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("{ shop { nothing } }", "Field 'nothing' doesn't exist on type 'Shop'"),
        ("{ order { id } }", "Field 'order' is missing required arguments: id"),
        ("{ shop(a: 1) { name } }", "Field 'shop' doesn't accept argument 'a'"),
        ("{ orders(first: 2) { nodes { name { x } } } }", "Selections can't be made on scalars"),
        ("{ shop }", "Field must have selections (field 'shop' returns Shop but has no selections."),
        ("query Q($a: Int) { shop { name } }", "Variable $a is declared by Q but not used"),
        ("query Q { orders(first: $n) { nodes { id } } }", "Variable $n is used by Q but not declared"),
        ('query Q($i: Int) { order(id: $i) { id } }', "Type mismatch on variable $i and argument id (Int / ID!)"),
        ("query Q($i: ID) { order(id: $i) { id } }", "Nullability mismatch on variable $i and argument id (ID / ID!)"),
        ("{ orders(first: 1, sortKey: SIZE) { nodes { id } } }", "Argument 'sortKey' on Field 'orders' has an invalid"),
        ("{ shop { ...F } }", "Fragment F was used, but not defined"),
        ("{ shop { name @loud } }", "Directive @loud is not defined"),
    ],
)  # fmt: skip
def test_a_wrong_document_is_a_top_level_error(lab, query, text):
    error = lab.refusal(query)
    assert lab.last.status_code == 200
    assert error["message"].startswith(text)


def test_what_is_no_graphql_or_no_json_is_refused(lab):
    assert lab.refusal("{ shop { name ")["message"].startswith('Expected NAME, actual: "end of file"')
    assert lab.ask(None) == {"errors": {"query": "Required parameter missing or invalid"}}
    assert lab.last.status_code == 400


def test_a_connection_without_first_or_last_is_refused(lab):
    error = lab.refusal("{ orders { nodes { id } } }")
    assert (error["message"], error["extensions"]) == (
        "you must provide one of first or last (field orders)",
        {"code": "BAD_REQUEST"},
    )


def test_an_input_of_wrong_shape_is_told_with_its_path(lab):
    unknown = {"fulfillment": {"lineItemsByFulfillmentOrder": [], "tracking": {}}}
    error = lab.refusal(SEND, unknown)
    assert error["message"] == (
        "Variable $fulfillment of type FulfillmentInput! was provided invalid value for tracking "
        "(Field is not defined on FulfillmentInput)"
    )
    assert error["extensions"]["problems"] == [
        {"path": ["tracking"], "explanation": "Field is not defined on FulfillmentInput"}
    ]
    missing = {"fulfillment": {"lineItemsByFulfillmentOrder": [{}]}}
    assert lab.refusal(SEND, missing)["extensions"]["problems"] == [
        {
            "path": ["lineItemsByFulfillmentOrder", 0, "fulfillmentOrderId"],
            "explanation": "Expected value to not be null",
        }
    ]


def test_a_field_that_is_asked_for_twice_is_merged(lab):
    data = lab.data("{ shop { primaryDomain { host } primaryDomain { url } } }")
    assert data["shop"]["primaryDomain"] == {
        "host": "test-shop.myshopify.com",
        "url": "https://test-shop.myshopify.com",
    }


@pytest.mark.parametrize(("asked", "served"), [("2026-10", "2026-10"), ("2024-01", "2026-01"), ("2026-04", "2026-04")])
def test_a_retired_version_falls_forward_and_the_header_says_so(lab, asked, served):
    lab.data("{ shop { name } }", version=asked)
    assert lab.last.headers["X-Shopify-API-Version"] == served
