"""Whatever the service answers: an InventoryAPIError, or a whole page whose every item is read or has a problem."""

import contextlib
import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.source.envelopes import EnvelopeError, open_envelope
from inventory.source.errors import InventoryAPIError
from inventory.source.interface import ItemProblem, SourceCategory, SourceProduct
from inventory.source.mapper import item_id, read_category, read_product
from inventory.source.mapper.plain import read_plain_product
from inventory.source.mapper.product import read_any_product
from inventory.source.paging import next_page

FEW = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))

# Numbers and texts as they may stand in the bytes; what json.dumps would not write goes in by way of a mark.
odd_numbers = st.sampled_from(
    ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e-999", "9" * 5000, "-0", "0.1e1", "1E400"]
)
texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "\x00", "\u202e", "12,5", "1.234,56", "1 234", "19.90", "https://a.example/1.png", "<b>x</b>"]
    ),
    st.text(alphabet="0123456789.,- \u00a0eE+", max_size=12),
    st.text("ab\u0301\u200d", min_size=250, max_size=600),
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False), texts
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=8,
)
KEYS = [
    *("id", "name", "title", "description", "price", "selling_price", "unit_price", "purchase_price", "promo_price"),
    *("stock", "quantity", "available_quantity", "sku", "cug", "code", "generated_ean", "primary_barcode", "barcodes"),
    *("category_id", "category", "category_name", "brand", "brand_name", "manufacturer", "currency", "slug"),
    *("images", "image_urls", "gallery", "image_url", "image", "main_image", "photo", "parent", "parent_id"),
    *("is_active", "is_available_b2c", "is_available", "available", "sale_unit_type", "weight_unit", "sold_by_weight"),
    *("by_weight", "unit_type", "selling_unit", "site_id", "site_configuration", "site", "updated_at"),
]
good = st.fixed_dictionaries(
    {
        "id": st.integers(0, 10**9),
        "name": st.text("abcé ", min_size=1, max_size=20),
        "price": st.sampled_from(["1", "2.50", 3]),
    },
    optional={
        "stock": st.one_of(st.none(), st.integers(-5, 500), st.sampled_from(["12.000", "12.500", "7"])),
        "sku": st.one_of(st.none(), st.text("AB-1", max_size=101)),
        "description": st.one_of(st.none(), texts),
        "category_id": st.one_of(st.none(), st.integers(0, 99)),
        "currency": st.sampled_from(["EUR", "XOF", "eur", "CFA", "", None]),
        "brand": st.one_of(st.none(), texts),
        "images": st.one_of(
            st.none(),
            st.lists(
                st.sampled_from(["https://a.example/1.png", "http://b.example", "/3.png", "", "x\ny"]), max_size=4
            ),
        ),
        "is_active": st.booleans(),
        "site_id": st.one_of(st.none(), st.integers(0, 3)),
        "site_configuration": st.one_of(st.none(), st.integers(0, 3)),
        "updated_at": st.one_of(st.none(), texts),
        "tva": scalars,
    },
)
odd = st.dictionaries(st.sampled_from(KEYS), values, max_size=12)
mixed = st.builds(lambda a, b: a | b, good, st.dictionaries(st.sampled_from(KEYS), values, max_size=3))
items = st.one_of(good, mixed, odd, values)


@st.composite
def item_bytes(draw):
    """An item as JSON, at times with a number in it that is none."""
    item = draw(items)
    text = json.dumps(item, ensure_ascii=draw(st.booleans()))
    if isinstance(item, dict) and item and draw(st.integers(0, 4)) == 0:
        marked = json.dumps(item | {draw(st.sampled_from(KEYS)): "@odd@"})
        text = marked.replace('"@odd@"', draw(odd_numbers))
    return text.encode("utf-8", "replace")


@st.composite
def envelopes(draw):
    rows = b"[" + b",".join(draw(st.lists(item_bytes(), max_size=5))) + b"]"
    key = draw(st.sampled_from(["results", "products", "data", "categories", "rows", "detail"]))
    link = json.dumps(draw(st.one_of(st.none(), values, st.sampled_from(["?page=2", "http://x/?page=3", "?page=1"]))))
    count = json.dumps(draw(values))
    whole = b'{"count": %b, "next": %b, "%b": %b}' % (
        count.encode(),
        link.encode("utf-8", "replace"),
        key.encode(),
        rows,
    )
    body = draw(st.sampled_from([whole, rows, rows[:-1], whole[:-2], b"\xef\xbb\xbf" + rows, b"", b"null"]))
    cut = draw(st.one_of(st.none(), st.integers(0, len(body))))
    noise = draw(st.one_of(st.none(), st.binary(min_size=1, max_size=3)))
    body = body if cut is None else body[:cut]
    return body if noise is None else body + noise


def reads_or_tells(raw):
    """The mapper's promise for one item."""
    for read, kind in (
        (lambda item: read_product(item, currency="XOF"), SourceProduct),
        (read_category, SourceCategory),
    ):
        found, problems = read(raw)
        assert all(isinstance(problem, ItemProblem) for problem in problems)
        assert (found is None) == any(problem.severity == "error" for problem in problems)
        assert found is None or isinstance(found, kind)
        json.dumps([dict(problem.values) for problem in problems], allow_nan=False).encode("utf-8")
        if isinstance(found, SourceProduct):
            fits_our_columns(found)
            assert found.external_id == item_id(raw)
        if isinstance(found, SourceCategory):
            "".join((found.name, found.slug, found.description, found.image_url)).encode("utf-8")
            assert 0 < len(found.name) <= 255
            assert len(found.parent_external_id) <= 64


def fits_our_columns(product):
    """What the database would refuse never leaves the mapper."""
    lengths = {
        "external_id": 64,
        "title": 255,
        "sku": 100,
        "unit": 8,
        "brand": 120,
        "category_external_id": 64,
        "site_id": 64,
    }
    for name, limit in lengths.items():
        text = getattr(product, name)
        assert len(text) <= limit
        assert "\x00" not in text
        text.encode("utf-8")
    assert "\x00" not in product.description
    product.description.encode("utf-8")
    assert len(product.currency) == 3
    for figure, digits, decimals in ((product.price, 14, 4), (product.stock, 12, 3)):
        if figure is not None:
            assert isinstance(figure, Decimal)
            assert figure.is_finite()
            assert 0 <= figure < 10 ** (digits - decimals)
            assert -figure.as_tuple().exponent <= decimals
    assert all(url.startswith(("http://", "https://", "HTTP")) for url in product.images)


def whole_or_refused(body):
    """A body gives its whole list or none of it."""
    try:
        envelope = open_envelope(body, "products")
    except EnvelopeError:
        return
    with contextlib.suppress(InventoryAPIError):
        assert next_page(envelope.next, 1) in (None, 2)
    assert envelope.count is None or envelope.count >= 0
    for raw in envelope.items:
        reads_or_tells(raw)


@FEW
@given(item_bytes())
def test_any_item_is_read_or_has_a_problem(raw):
    reads_or_tells(raw)


@FEW
@given(st.binary(max_size=200))
def test_any_bytes_are_an_item_or_a_problem(raw):
    reads_or_tells(raw)


@FEW
@given(envelopes())
def test_any_answer_is_a_whole_page_or_an_error(body):
    whole_or_refused(body)


@FEW
@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_or_an_error(body):
    whole_or_refused(body)


@FEW
@given(item_bytes())
def test_both_speeds_of_reading_agree(raw):
    agree(raw)


def agree(raw):
    plain = read_plain_product(raw, "XOF")
    if plain is not None:
        assert (plain, []) == read_any_product(raw, currency="XOF")
        assert str(plain.price) == str(read_any_product(raw, currency="XOF")[0].price)
        assert str(plain.stock) == str(read_any_product(raw, currency="XOF")[0].stock)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.timeout(900)
@MANY
@given(envelopes())
def test_a_thousand_odd_answers_are_whole_pages_or_errors(body):
    whole_or_refused(body)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.timeout(900)
@MANY
@given(item_bytes())
def test_a_thousand_odd_items_are_read_or_have_a_problem(raw):
    reads_or_tells(raw)
    agree(raw)


@FEW
@given(st.lists(good, min_size=2, max_size=8), st.data())
def test_no_cut_of_a_page_is_taken_for_a_page(rows, data):
    """However early it ends, a page that ends early is an error: never the rows that came."""
    body = json.dumps({"count": len(rows), "next": None, "results": rows}).encode()
    end = data.draw(st.integers(0, len(body) - 1))
    with pytest.raises(EnvelopeError):
        open_envelope(body[:end], "products")


def test_the_fast_reading_takes_the_plain_items():
    """Else the test that both agree would say nothing."""
    raw = json.dumps({"id": 1, "name": "Café", "price": "2.50", "stock": 3, "sku": "A", "category_id": 2}).encode()
    assert read_plain_product(raw, "XOF") is not None
