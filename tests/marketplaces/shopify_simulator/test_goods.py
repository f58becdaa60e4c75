"""Products: set whole, made in steps, published; what a list leaves out is gone."""

import json

import requests

SET = """mutation ($input: ProductSetInput!, $by: ProductSetIdentifiers, $now: Boolean!) {
  productSet(input: $input, identifier: $by, synchronous: $now) {
    product { id handle status title tags vendor options { name values }
      variants(first: 10) { nodes { id sku price inventoryQuantity inventoryItem { id tracked unitCost { amount } } } }
      media(first: 5) { nodes { id } } resourcePublicationsCount { count } }
    productSetOperation { id status } userErrors { field message code } } }"""
OPERATION = """query ($id: ID!) { productOperation(id: $id) { __typename status product { title }
  ... on ProductSetOperation { userErrors { code } } } }"""
CREATE = """mutation ($product: ProductCreateInput!) { productCreate(product: $product) {
  product { id options { name values } variants(first: 5) { nodes { id title price sku } } } userErrors { message } } }"""
BULK_CREATE = """mutation ($id: ID!, $rows: [ProductVariantsBulkInput!]!, $strategy: ProductVariantsBulkCreateStrategy) {
  productVariantsBulkCreate(productId: $id, variants: $rows, strategy: $strategy) {
    productVariants { id title price inventoryItem { sku } } product { variants(first: 9) { nodes { title } } }
    userErrors { field message code } } }"""
BULK_UPDATE = """mutation ($id: ID!, $rows: [ProductVariantsBulkInput!]!, $partial: Boolean) {
  productVariantsBulkUpdate(productId: $id, variants: $rows, allowPartialUpdates: $partial) {
    productVariants { id price compareAtPrice } userErrors { field message code } } }"""
PUBLISH = """mutation ($id: ID!, $to: [PublicationInput!]!) { publishablePublish(id: $id, input: $to) {
  publishable { availablePublicationsCount { count } resourcePublicationsCount { count } }
  userErrors { field message } } }"""


def _row(size: str, sku: str, price: str, **more):
    item = {"tracked": True, "cost": "1.10"}
    return {
        "optionValues": [{"optionName": "Size", "name": size}],
        "sku": sku,
        "price": price,
        "inventoryItem": item,
    } | more


def _input(lab, *rows, **more):
    sizes = [{"name": row["optionValues"][0]["name"]} for row in rows]
    return {
        "title": "Mug",
        "status": "ACTIVE",
        "vendor": "Hub",
        "tags": ["hub"],
        "productOptions": [{"name": "Size", "values": sizes}],
        "variants": list(rows),
        "files": [{"originalSource": "https://cdn.example.com/1.jpg", "contentType": "IMAGE"}],
    } | more


def _set(lab, given, by=None, now=True):
    return lab.data(SET, {"input": given, "by": by, "now": now})["productSet"]


def _made(lab):
    place = f"gid://shopify/Location/{lab.simulator.shop.locations[0].number}"
    stock = [{"locationId": place, "name": "available", "quantity": 12}]
    rows = (_row("S", "MUG-S", "4.90", inventoryQuantities=stock), _row("L", "MUG-L", "9.90"))
    return _set(lab, _input(lab, *rows), {"handle": "mug"})["product"]


def test_a_product_is_made_with_its_variants_and_stock_and_published_nowhere(lab):
    product = _made(lab)
    assert (product["handle"], product["options"]) == ("mug", [{"name": "Size", "values": ["S", "L"]}])
    small, large = product["variants"]["nodes"]
    assert (small["sku"], small["price"], small["inventoryQuantity"]) == ("MUG-S", "4.90", 12)
    assert small["inventoryItem"]["unitCost"] == {"amount": "1.1"}
    assert large["inventoryQuantity"] == 0
    assert product["resourcePublicationsCount"] == {"count": 0}


def test_lists_are_replaced_and_the_rest_stays(lab):
    first = _made(lab)
    second = _set(lab, _input(lab, _row("L", "MUG-L", "8.90"), tags=["new"], vendor=None), {"handle": "mug"})["product"]
    assert second["id"] == first["id"]
    assert [(row["sku"], row["price"]) for row in second["variants"]["nodes"]] == [("MUG-L", "8.90")]
    assert second["variants"]["nodes"][0]["id"] == first["variants"]["nodes"][1]["id"]
    assert (second["tags"], second["vendor"], len(second["media"]["nodes"])) == (["new"], "Hub", 1)
    untouched = _set(lab, {"title": "Cup"}, {"handle": "mug"})["product"]
    assert (untouched["title"], len(untouched["variants"]["nodes"]), untouched["tags"]) == ("Cup", 1, ["new"])


def test_the_refusals_of_a_set_name_their_codes_and_change_nothing(lab):
    product = _made(lab)
    codes = [
        _set(lab, {"id": product["id"], "title": "X"}, {"handle": "mug"})["userErrors"][0]["code"],
        _set(lab, {"title": "X"}, {"id": "gid://shopify/Product/1"})["userErrors"][0]["code"],
        _set(lab, {"title": "X", "variants": [_row("S", "A", "1")]}, {"handle": "mug"})["userErrors"][0]["code"],
        _set(
            lab,
            _input(
                lab,
                _row("S", "A", "1"),
                _row("S", "B", "1"),
                productOptions=[{"name": "Size", "values": [{"name": "S"}]}],
            ),
            {"handle": "mug"},
        )["userErrors"][0]["code"],
    ]
    assert codes == ["ID_NOT_ALLOWED", "PRODUCT_DOES_NOT_EXIST", "PRODUCT_OPTIONS_INPUT_MISSING", "INVALID_VARIANT"]
    assert lab.simulator.shop.products[int(product["id"].rsplit("/", 1)[-1])].title == "Mug"
    assert len(lab.simulator.done("productSet")) == 1


def test_a_set_in_the_background_is_polled_until_it_is_complete(lab):
    lab.steer("rules?job_polls=1")
    operation = _set(lab, _input(lab, _row("S", "MUG-S", "1.00")), now=False)["productSetOperation"]
    assert operation["status"] == "CREATED"
    polled = [lab.data(OPERATION, {"id": operation["id"]})["productOperation"] for _ in range(2)]
    assert polled == [
        {"__typename": "ProductSetOperation", "status": "ACTIVE", "product": None, "userErrors": []},
        {"__typename": "ProductSetOperation", "status": "COMPLETE", "product": {"title": "Mug"}, "userErrors": []},
    ]


def test_a_product_made_in_steps_starts_with_one_variant_without_a_price(lab):
    given = {"title": "Cup", "productOptions": [{"name": "Size", "values": [{"name": "S"}, {"name": "L"}]}]}
    product = lab.data(CREATE, {"product": given})["productCreate"]["product"]
    assert [(v["title"], v["price"], v["sku"]) for v in product["variants"]["nodes"]] == [("S", "0.00", None)]
    row = {"price": "9.90", "optionValues": [{"optionName": "Size", "name": "L"}], "inventoryItem": {"sku": "CUP-L"}}
    again = {"id": product["id"], "rows": [{**row, "optionValues": [{"optionName": "Size", "name": "S"}]}]}
    refused = lab.data(BULK_CREATE, again)["productVariantsBulkCreate"]["userErrors"]
    assert refused == [
        {
            "field": ["variants", "0"],
            "message": "The variant 'S' already exists. Please change at least one option value.",
            "code": "VARIANT_ALREADY_EXISTS",
        }
    ]
    whole = {"id": product["id"], "rows": [row], "strategy": "REMOVE_STANDALONE_VARIANT"}
    made = lab.data(BULK_CREATE, whole)["productVariantsBulkCreate"]
    assert made["productVariants"][0]["inventoryItem"] == {"sku": "CUP-L"}
    assert made["product"]["variants"]["nodes"] == [{"title": "L"}]


def test_one_bad_row_stops_a_bulk_update_unless_parts_are_allowed(lab):
    product = _made(lab)
    good, wrong = product["variants"]["nodes"][0]["id"], "gid://shopify/ProductVariant/1"
    rows = [{"id": good, "price": "5.20", "compareAtPrice": "6.00"}, {"id": wrong, "price": "1.00"}]
    refused = lab.data(BULK_UPDATE, {"id": product["id"], "rows": rows})["productVariantsBulkUpdate"]
    assert refused["userErrors"][0]["code"] == "PRODUCT_VARIANT_DOES_NOT_EXIST"
    assert refused["productVariants"] is None
    half = lab.data(BULK_UPDATE, {"id": product["id"], "rows": rows, "partial": True})["productVariantsBulkUpdate"]
    assert half["productVariants"] == [{"id": good, "price": "5.20", "compareAtPrice": "6.00"}]
    assert len(half["userErrors"]) == 1


def test_publishing_counts_and_takes_only_known_places(lab):
    product = _made(lab)["id"]
    places = lab.data("{ publications(first: 5) { nodes { id catalog { title } } } }")["publications"]["nodes"]
    assert [place["catalog"]["title"] for place in places] == ["Online Store", "Point of Sale"]
    published = lab.data(PUBLISH, {"id": product, "to": [{"publicationId": places[0]["id"]}]})["publishablePublish"]
    assert published["publishable"]["availablePublicationsCount"] == {"count": 1}
    unknown = lab.data(PUBLISH, {"id": product, "to": [{"publicationId": "gid://shopify/Publication/9"}]})
    assert unknown["publishablePublish"]["userErrors"] == [
        {"field": ["input", "0", "publicationId"], "message": "Publication does not exist or is not publishable"}
    ]


def test_variants_are_found_by_sku_and_products_by_handle(lab):
    found = lab.data("{ productVariants(first: 5, query: \"sku:'SN-500'\") { nodes { sku product { handle } } } }")
    assert found["productVariants"]["nodes"] == [{"sku": "SN-500", "product": {"handle": "savon-noir"}}]
    by = lab.data('{ productByIdentifier(identifier: {handle: "savon-noir"}) { title } }')
    assert by == {"productByIdentifier": {"title": "Savon noir"}}
    assert lab.data('{ productByIdentifier(identifier: {handle: "none"}) { title } }') == {"productByIdentifier": None}


def test_everything_is_exported_as_lines_with_their_parents(lab):
    run = """mutation ($q: String!) { bulkOperationRunQuery(query: $q, groupObjects: false) {
      bulkOperation { id status } userErrors { message } } }"""
    inner = "{ products { edges { node { id title variants { edges { node { id sku } } } } } } }"
    made = lab.data(run, {"q": inner})["bulkOperationRunQuery"]["bulkOperation"]
    assert made["status"] == "CREATED"
    read = "query ($id: ID!) { bulkOperation(id: $id) { status objectCount rootObjectCount url } }"
    done = lab.data(read, {"id": made["id"]})["bulkOperation"]
    assert (done["status"], done["objectCount"], done["rootObjectCount"]) == ("COMPLETED", "5", "2")
    lines = [json.loads(line) for line in requests.get(done["url"], timeout=10).text.splitlines()]
    assert lines[0] == {"id": lines[0]["id"], "title": "Savon noir"}
    assert [line.get("sku") for line in lines if line.get("__parentId") == lines[0]["id"]] == ["SN-200", "SN-500"]
