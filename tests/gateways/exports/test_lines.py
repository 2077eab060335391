"""A damaged row is told by its line, and the rows beside it are read."""

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.gateways.exports import lines
from fairwell.gateways.exports.lines import CsvLines, file_complaint


def read(text: bytes, width: int | None = None, delimiter: str = ",") -> list[object]:
    found = CsvLines(io.BytesIO(text), delimiter)
    found.width = width
    return list(found)


def test_a_quoted_line_break_keeps_the_line_numbers_right():
    assert read(b'a,"one\ntwo"\r\nb,c\n') == [(1, ["a", "one\ntwo"]), (3, ["b", "c"])]


def test_a_byte_order_mark_is_no_part_of_the_first_title():
    assert read(b"\xef\xbb\xbfid,Email\n") == [(1, ["id", "Email"])]


def test_blank_lines_are_counted_but_not_read():
    assert read(b"a\n\n   \nb\n") == [(1, ["a"]), (4, ["b"])]


def test_a_quotation_that_never_closes_costs_only_its_own_row():
    assert read(b'a,"b\nc,d\ne,f\n', width=2) == [
        (1, lines.UNCLOSED),
        (2, ["c", "d"]),
        (3, ["e", "f"]),
    ]


def test_a_stray_quotation_that_a_later_one_closes_costs_only_its_own_row():
    assert read(b'a,"b\nc,d\n"e",f\ng,h\n', width=2) == [
        (1, lines.MISQUOTED),
        (2, ["c", "d"]),
        (3, ["e", "f"]),
        (4, ["g", "h"]),
    ]


def test_rows_swallowed_by_a_stray_quotation_are_read_again_when_the_columns_do_not_add_up():
    found = read(b'a,"b\nc,d\ne,f"\ng,h,i\nj,k\n', width=2)
    assert found[0] == (1, ["a", "b\nc,d\ne,f"])  # a well-formed value: nothing tells it is wrong
    found = read(b'a,b,"c\nd,e\nf,g"\nh,i\n', width=2)
    assert [line for line, _ in found] == [1, 2, 3, 4]
    assert found[1] == (2, ["d", "e"])
    assert found[3] == (4, ["h", "i"])


def test_a_line_of_ten_megabytes_is_refused_without_being_held_or_stopping_the_rest():
    stream = io.BytesIO(b"a,b\n" + b"x" * 10_000_000 + b"\nc,d\n")
    tracemalloc.start()
    found = list(CsvLines(stream, ","))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [(1, ["a", "b"]), (2, lines.TOO_LONG), (3, ["c", "d"])]
    assert peak < 1_000_000


def test_a_quotation_over_too_many_lines_is_given_up_and_the_lines_are_read():
    found = read(b'"a\n' + b"b\n" * 300)
    assert found[0] == (1, lines.UNCLOSED)
    assert len(found) == 301


def test_latin_1_is_told_by_row_with_what_to_do():
    assert read(b"a\nJos\xe9\nc\n")[1] == (
        2,
        (
            "The row is not UTF-8 (byte 0xE9), as when a spreadsheet saves Latin-1 or "
            "Windows-1252. Save the file as “CSV UTF-8” and import it again."
        ),
    )


def test_a_nul_byte_is_told():
    assert read(b"a\nb\0c\nd\n") == [(1, ["a"]), (2, lines.DAMAGED), (3, ["d"])]


def test_ragged_rows_are_told_and_empty_cells_at_the_end_forgiven():
    too_few = "The row has 1 values, but the header has 2 columns. "
    assert read(b"a\nb,c,d\ne,f,,\n", width=2) == [
        (1, too_few + "A value with a comma must stand in quotation marks."),
        (2, too_few.replace("1 values", "3 values") + "A value with a comma must stand in "
         "quotation marks."),
        (3, ["e", "f"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "complaint"),
    [
        ("id,Email\n".encode("utf-16"), lines.WIDE),
        ("id,Email\n".encode("utf-16-le"), lines.WIDE),
        (b"", lines.EMPTY),
        (b"\xef\xbb\xbf \n\n", lines.EMPTY),
        (b"PK\x03\x04rest of a workbook\n", lines.WORKBOOK),
        (b"id,Email\rcus_1,a@b.example\r", lines.OLD_LINE_ENDS),
        (b"id,Email\n", ""),
        (b"id,Email", ""),
    ],
)
def test_files_that_are_no_csv_are_told_as_a_whole(head: bytes, complaint: str):
    assert file_complaint(head) == complaint


CELLS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=20)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_what_csv_writes_is_read_back(rows: list[list[str]]):
    rows = [[f"x{row[0]}", *row[1:]] for row in rows]
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    assert [values for _, values in read(text.getvalue().encode())] == rows


@given(st.binary(max_size=400))
def test_every_line_of_any_bytes_is_accounted_for_and_nothing_raises(data: bytes):
    found = read(data, width=3)
    numbers = [line for line, _ in found]
    assert numbers == sorted(numbers)
    assert all(1 <= line <= data.count(b"\n") + 1 for line in numbers)
