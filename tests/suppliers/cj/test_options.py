import pytest

from suppliers.adapters.cj.mapper.options import options, plain_values

NAMES = ("Color", "Size")


@pytest.mark.parametrize(
    ("key", "siblings", "values"),
    [
        ("Grey-XL", [], ("Grey", "XL")),
        ("Grey-US-8", ["Grey-XL", "Black-XL"], ("Grey", "US-8")),
        ("Light-Grey-XL", ["Black-XL", "Black-S"], ("Light-Grey", "XL")),
        ('["Light-Grey", "US-8"]', [], ("Light-Grey", "US-8")),
    ],
)
def test_a_value_with_a_hyphen_is_cut_where_the_other_variants_say(key, siblings, values):
    found = options(key, NAMES, plain_values([*siblings, key], NAMES))

    assert found == tuple(zip(NAMES, values, strict=True))


def test_where_two_ways_to_cut_are_as_good_the_key_stays_whole():
    siblings = plain_values(["A-C", "A B-D", "A-B-C"], NAMES)

    assert siblings == [("A", "C"), ("A B", "D")]
    assert options("X-B-D", NAMES, [("X", "Q"), ("Q", "D")]) == (("Color-Size", "X-B-D"),)


def test_a_single_option_is_never_cut():
    assert options("US-8", ("Size",)) == (("Size", "US-8"),)
