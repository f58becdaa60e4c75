"""The head of an answer, as the page loop's transport reads it."""

import http.client
import io

import pytest

from core.http.head import MAX_LINE_BYTES, MAX_LINES, read_head


def test_names_come_in_lower_case_and_several_of_one_name_together():
    head = b"Content-Type: text/plain\r\nVARY: a\r\nVary:  b \r\nX-Empty:\r\n\r\nbody"

    assert read_head(io.BytesIO(head)) == {"content-type": "text/plain", "vary": "a, b", "x-empty": ""}


def test_a_folded_line_belongs_to_the_one_before():
    assert read_head(io.BytesIO(b"X-Long: one\r\n\t two\r\nA: b\n\r\n")) == {"x-long": "one two", "a": "b"}


@pytest.mark.parametrize("line", [b"no colon at all", b"Space : before the colon", b": no name", b" folded: first"])
def test_a_line_that_is_no_header_is_passed_over(line):
    assert read_head(io.BytesIO(line + b"\r\nA: b\r\n\r\n")) == {"a": "b"}


def test_a_length_that_is_said_twice_counts_once_and_two_lengths_are_none():
    assert read_head(io.BytesIO(b"Content-Length: 5\r\ncontent-length: 5\r\n\r\n")) == {"content-length": "5"}
    assert read_head(io.BytesIO(b"Content-Length: 5\r\ncontent-length: 6\r\n\r\n")) == {"content-length": "5, 6"}


@pytest.mark.parametrize(
    ("head", "error"),
    [
        (b"A: b\r\n", http.client.IncompleteRead),
        (b"A: " + b"b" * MAX_LINE_BYTES + b"\r\n\r\n", http.client.LineTooLong),
        (b"A: b\r\n" * (MAX_LINES + 1) + b"\r\n", http.client.HTTPException),
    ],
    ids=["cut off", "a long line", "many lines"],
)
def test_a_head_without_an_end_is_refused(head, error):
    with pytest.raises(error):
        read_head(io.BytesIO(head))
