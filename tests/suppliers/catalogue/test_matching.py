"""Which of their variants is which of our products."""

from hypothesis import given
from hypothesis import strategies as st

from suppliers.matching import Match, Side, all_matches, best_matches, fingerprint, pairs_of

PAIRS = st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), max_size=5)


def side(key: str, sku: str = "", **options: str) -> Side:
    return Side(key, sku, tuple(options.items()))


def test_order_case_width_and_spaces_do_not_change_a_fingerprint():
    one = fingerprint([("Color", "Light Grey"), ("Size", "40x30")])

    assert one == fingerprint([("size ", "40X30"), ("COLOR", " light  grey")])
    assert one == fingerprint([("Color", "Ｌight Grey"), ("Size", "40x30")])  # noqa: RUF001 - a wide letter


def test_another_value_another_name_or_one_more_option_changes_it():
    one = fingerprint([("Color", "Grey")])

    assert one != fingerprint([("Color", "Blue")])
    assert one != fingerprint([("Colour", "Grey")])
    assert one != fingerprint([("Color", "Grey"), ("Size", "L")])
    assert one != fingerprint([])


@given(pairs=PAIRS, seed=st.randoms())
def test_a_fingerprint_knows_no_order(pairs, seed):
    shuffled = list(pairs)
    seed.shuffle(shuffled)

    assert fingerprint(pairs) == fingerprint(shuffled)


def test_pairs_are_not_run_together():
    assert fingerprint([("a", "bc")]) != fingerprint([("ab", "c")])


def test_same_options_and_same_sku_are_certain():
    assert best_matches([side("1", "CB-G", Color="Grey")], [side("v1", "cb-g", color="grey")]) == [
        Match("1", "v1", 100, ("same_sku", "same_options"))
    ]


def test_options_tell_variants_apart_whatever_their_order():
    ours = [side("1", Color="Blue"), side("2", Color="Grey")]
    theirs = [side("v1", Color="Grey"), side("v2", Color="Blue")]

    assert best_matches(ours, theirs) == [
        Match("1", "v2", 90, ("same_options",)),
        Match("2", "v1", 90, ("same_options",)),
    ]


def test_the_same_values_under_other_names_are_a_good_guess():
    assert best_matches([side("1", Colour="Grey")], [side("v1", Color="Grey")]) == [
        Match("1", "v1", 80, ("same_values",))
    ]


def test_half_of_the_values_is_a_weak_guess():
    ours, theirs = [side("1", Color="Grey", Size="S"), side("2", Color="Red")], [side("v1", Color="Grey", Size="L")]

    assert all_matches(ours, theirs) == [Match("1", "v1", 23, ("some_values",))]  # one of three values


def test_a_sku_on_other_options_is_doubtful_and_says_so():
    assert best_matches([side("1", "CB", Color="Grey")], [side("v1", "CB", Color="Blue")]) == [
        Match("1", "v1", 60, ("same_sku", "options_differ"))
    ]


def test_one_product_and_one_variant_without_options_are_a_guess():
    assert best_matches([side("1")], [side("v1")]) == [Match("1", "v1", 50, ("only_one",))]
    assert best_matches([side("1")], [side("v1"), side("v2")]) == []


def test_one_variant_is_given_to_one_product_only():
    ours = [side("1", Colour="Grey"), side("2", Color="Grey")]

    assert best_matches(ours, [side("v1", Color="Grey")]) == [Match("2", "v1", 90, ("same_options",))]


def test_a_product_without_options_has_no_pairs():
    assert pairs_of(None) == []
    assert pairs_of({"Color": "Grey"}) == [("Color", "Grey")]
