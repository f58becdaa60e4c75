import csv
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from core.spreadsheet import UnreadableSheet, csv_lines, read_sheet, safe_cell, workbook_file


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


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(raw, **parts):
    """The same workbook with these parts in the place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rsplit("/", 1)[-1].replace(".", "_"), old.read(name)))
    return out.getvalue()


def cells(raw):
    return [row.cells for row in read_sheet(raw).rows]


def test_a_workbook_keeps_numbers_as_numbers_and_makes_no_formula():
    file = workbook_file("orders", ["name", "price"], [["=1+1", Decimal("12.50")], ["@SUM(A1)\x07", -3]])
    sheet = openpyxl.load_workbook(file).active
    assert [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        [("'=1+1", "s"), (12.5, "n")],
        [("'@SUM(A1)", "s"), (-3, "n")],
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"sku;price\nA;1,5\n",
        b'\xef\xbb\xbfsku,price\r\nA,"1,5"\r\n',
        b"SKU\tPrice\nA\t1,5",
        "sku;price\nA;1,5\n".encode("utf-16"),
        workbook([["sku", "price"], ["A", "1,5"]]),
    ],
)
def test_each_way_in_which_programs_save_a_table_is_read(raw):
    assert cells(raw) == [{"sku": "A", "price": "1,5"}]


def test_what_went_out_safe_comes_back_as_it_was():
    out = "".join(csv_lines(["name"], [["=1+1"], ["-1"], ["'quoted'"]]))
    assert [row["name"] for row in cells(out.encode())] == ["=1+1", "-1", "'quoted'"]


def test_numbers_of_a_workbook_come_as_they_are_seen():
    assert cells(workbook([["a", "b", "c"], [10, 0.1 + 0.2, True]])) == [{"a": "10", "b": "0.3", "c": "yes"}]


def test_empty_lines_are_left_out_and_lines_keep_their_numbers():
    assert [row.number for row in read_sheet(b"\nsku\nA\n\nB\n").rows] == [3, 5]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b" \n", "empty"),
        (b"a" * 5_000_001, "too_large"),
        (b"sku,SKU\n1,2\n", "column_twice"),
        (b"sku\n" + b"x\n" * 20_001, "too_many_rows"),
        (b"sku\n" + b"x" * 10_001, "cell_too_long"),
        (b"a," * 150 + b"b\n", "too_many_columns"),
        (b"sku\n\x00\x00", "no_table"),
        (b"sku,price\nA,1,5\n", "too_many_cells"),
        (b"PK\x03\x04 and then nothing", "no_workbook"),
        (b"\xd0\xcf\x11\xe0 a workbook of long ago", "old_workbook"),
    ],
)
def test_a_file_beyond_the_limits_is_refused_with_its_reason(raw, code):
    with pytest.raises(UnreadableSheet) as refusal:
        read_sheet(raw)
    assert refusal.value.code == code


def test_a_workbook_that_names_other_files_is_never_parsed():
    reach = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    for hostile in (reach, reach.decode().encode("utf-16")):
        with pytest.raises(UnreadableSheet, match="no_workbook"):
            read_sheet(repacked(workbook([["sku"], ["A"]]), sheet1_xml=hostile))


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_unpacked():
    bomb = repacked(workbook([["sku"], ["A"]]), sheet1_xml=b"<" + b" " * 41_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableSheet, match="too_large"):
        read_sheet(bomb)


def test_a_sheet_that_claims_a_million_rows_ends_soon():
    raw = workbook([["sku"], ["A"]])
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b'<row r="2"', b'<row r="1048576"')
    sheet = sheet.replace(b'"A2"', b'"A1048576"').replace(b'"A1:A2"', b'"A1:A1048576"')
    assert read_sheet(repacked(raw, sheet1_xml=sheet)).rows == ()
