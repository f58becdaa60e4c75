import csv
import io

import pytest

from core.spreadsheet import csv_lines, safe_cell


@pytest.mark.parametrize("text", ['=HYPERLINK("http://evil")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "-", "=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "+1", "-12.50", "0", "12.000", "tomato", "a=b", ""])
def test_numbers_and_plain_words_stay_as_they_are(text):
    assert safe_cell(text) == text


def test_nothing_is_an_empty_cell():
    assert safe_cell(None) == ""


def test_the_file_starts_with_a_byte_order_mark_and_reads_back():
    text = "".join(csv_lines(["id", "name"], [[1, "=1+1"], [2, 'with "quotes", and\nlines']]))
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))) == [
        ["id", "name"],
        ["1", "'=1+1"],
        ["2", 'with "quotes", and\nlines'],
    ]
