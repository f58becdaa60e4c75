"""What the look-alike knows of the Admin API is part of the published schema: same names, same types, same words."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from marketplaces.adapters.shopify.simulator.calls import ROOTS
from marketplaces.adapters.shopify.simulator.graphql.types import PAGING
from marketplaces.adapters.shopify.simulator.schema import TYPES

SHARED = Path(os.environ.get("ENTREPOT_SHARED", project.BASE_DIR.parent / "shared"))
PUBLISHED = SHARED / "specs/shopify/admin_2026-10.graphql"

against_the_published = pytest.mark.skipif(
    not PUBLISHED.is_file(), reason="the published schema is not here (ENTREPOT_SHARED)"
)


def test_every_root_field_has_something_behind_it():
    declared = {*TYPES.objects["QueryRoot"].fields, *TYPES.objects["Mutation"].fields}
    assert declared == set(ROOTS.table)


def test_every_type_that_is_named_is_known():
    for name, known in TYPES.objects.items():
        for field in known.fields.values():
            wanted = field.type.named.removesuffix("Connection")
            assert wanted in TYPES.objects or TYPES.is_leaf(wanted), f"{name}: {wanted}"
            assert all(TYPES.is_leaf(ref.named) or ref.named in TYPES.inputs for ref in field.args.values())


@lru_cache
def _published() -> Any:
    import graphql  # noqa: PLC0415 - of the tools for tests; reading the schema takes seconds

    text = PUBLISHED.read_text("utf-8")
    document = graphql.parse(text, no_location=True)
    return graphql.build_ast_schema(document, assume_valid=True, assume_valid_sdl=True).type_map


@pytest.mark.parametrize("name", sorted(TYPES.objects))
@pytest.mark.conformance
@against_the_published
def test_an_object_has_only_published_fields_with_published_arguments(name):
    theirs = _published()[name]
    for field, known in TYPES.objects[name].fields.items():
        assert str(theirs.fields[field].type) == str(known.type), field
        for argument, ref in known.args.items():
            assert str(theirs.fields[field].args[argument].type) == str(ref), f"{field}({argument})"
        paging = set(PAGING) if known.is_connection else set()
        needed = {key for key, argument in theirs.fields[field].args.items() if str(argument.type).endswith("!")}
        assert needed <= known.args.keys() | paging
    assert set(TYPES.objects[name].interfaces) <= {one.name for one in getattr(theirs, "interfaces", ())}


@pytest.mark.parametrize("name", sorted(TYPES.inputs))
@pytest.mark.conformance
@against_the_published
def test_an_input_takes_only_published_fields_and_needs_the_same(name):
    theirs = _published()[name].fields
    assert {field: str(theirs[field].type) for field in TYPES.inputs[name]} == {
        field: str(ref) for field, ref in TYPES.inputs[name].items()
    }
    assert {field for field in theirs if str(theirs[field].type).endswith("!")} <= TYPES.inputs[name].keys()


@pytest.mark.parametrize("name", sorted(TYPES.enums))
@pytest.mark.conformance
@against_the_published
def test_an_enumeration_has_only_published_words(name):
    assert TYPES.enums[name] <= set(_published()[name].values)
