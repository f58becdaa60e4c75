"""Which goods are in which parcel, where the supplier does not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.following.parcels import deal


@pytest.mark.parametrize(
    ("left", "parcels", "more", "shares"),
    [
        ({1: 2, 2: 3}, 1, False, [{1: 2, 2: 3}]),
        ({1: 2, 2: 3}, 2, False, [{1: 2}, {2: 3}]),  # whole lines
        ({1: 4}, 2, False, [{1: 2}, {1: 2}]),  # units of the one line
        ({1: 1, 2: 1, 3: 1}, 2, False, [{1: 1, 2: 1}, {3: 1}]),  # the first gets what is over
        ({1: 1, 2: 1}, 1, True, [{1: 1}]),  # one share is kept for what is to come
        ({1: 1}, 1, True, [{1: 1}]),
        ({1: 1}, 2, False, [{1: 1}, {}]),  # nothing is left for the second
        ({}, 1, False, [{}]),
    ],
)
def test_new_parcels_share_what_is_left(left, parcels, more, shares):
    assert deal(left, parcels, more_to_come=more) == shares


@given(
    st.dictionaries(st.integers(1, 9), st.integers(1, 6), max_size=5),
    st.integers(1, 8),
    st.booleans(),
)
def test_no_unit_is_dealt_twice_and_none_is_forgotten_when_all_was_sent(left, parcels, more):
    shares = deal(left, parcels, more_to_come=more)
    dealt = {line: sum(share.get(line, 0) for share in shares) for line in left}
    assert len(shares) == parcels
    assert all(dealt[line] <= left[line] for line in left)
    assert more or dealt == left
