"""What a header must have, in which spellings, and what is said when it does not."""

from pathlib import Path

import pytest

from fairwell.domain.imports import RowProblem
from fairwell.gateways.exports.table import (
    Column,
    Row,
    TableError,
    looks_like_card_number,
    masked,
    read_header,
    read_rows,
)

COLUMNS = (
    Column("id", ("id",), required=True),
    Column("email", ("Email", "Customer Email"), required=True),
    Column("created", ("Created (UTC)", "Created date (UTC)"), required=True),
    Column("name", ("Name",)),
)


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "customers.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def rows(path: Path) -> list[Row | RowProblem]:
    return list(read_rows(path, read_header(path, COLUMNS)))


def refusal(path: Path) -> list[str]:
    with pytest.raises(TableError) as refused:
        read_header(path, COLUMNS)
    return [str(problem) for problem in refused.value.problems]


def test_titles_are_known_in_any_case_and_by_their_other_names(tmp_path: Path):
    path = write(tmp_path, "ID,customer  email,Created date (UTC),Surprise\n1,a@b.example,x,y\n")
    (row,) = rows(path)
    assert isinstance(row, Row)
    assert (row["id"], row["email"], row["created"], row["name"]) == ("1", "a@b.example", "x", "")
    assert row.title("email") == "customer  email"
    assert not row.has_column("name")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_are_taken(tmp_path: Path, delimiter: str):
    text = "id,Email,Created (UTC)\n1,a@b.example,2026-01-01\n".replace(",", delimiter)
    (row,) = rows(write(tmp_path, text))
    assert isinstance(row, Row)
    assert row["created"] == "2026-01-01"


def test_all_missing_columns_are_named_at_once(tmp_path: Path):
    assert refusal(write(tmp_path, "Name,Surprise\n")) == [
        (
            "customers.csv, line 1: The file lacks the columns “id”, “Email”, “Created (UTC)”. "
            "Export it again with all columns."
        )
    ]


def test_a_column_in_another_time_zone_is_recognised(tmp_path: Path):
    (text,) = refusal(write(tmp_path, "id,Email,Created (EST)\n"))
    assert text == (
        "customers.csv, line 1: The file lacks the column “Created (UTC)”. Export it again with "
        "all columns. “Created (EST)” is not in UTC: choose the time zone UTC when you export."
    )


def test_a_column_that_is_there_twice_is_refused_only_when_we_need_it(tmp_path: Path):
    header = "id,Email,email,Created (UTC),Other,Other\n"
    assert refusal(write(tmp_path, header)) == [
        (
            "customers.csv, line 1, Email: The header has this column 2 times (columns 2, 3). "
            "Keep one of them."
        )
    ]


def test_a_column_for_card_numbers_is_refused(tmp_path: Path):
    (text,) = refusal(write(tmp_path, "id,Email,Created (UTC),CARD.NUMBER\n"))
    assert text == (
        "customers.csv, line 1, CARD.NUMBER: This column is meant for full card numbers, which "
        "Fairwell never takes. Delete the column, and the file wherever else it is kept, then "
        "import the rest."
    )


@pytest.mark.parametrize("number", ["4242424242424242", "4242 4242 4242 4242", "378282246310005"])
def test_a_full_card_number_in_a_card_column_is_refused_and_not_repeated(
    tmp_path: Path, number: str
):
    text = f"id,Email,Created (UTC),Card Last4\n1,a,b,{number}\n2,a,b,4242\n"
    problem, row = rows(write(tmp_path, text))
    assert isinstance(problem, RowProblem)
    assert isinstance(row, Row)
    assert (problem.line, problem.column) == (2, "column 4")
    assert problem.message.startswith("This value looks like a full card number, which Fairwell")
    assert "4242" not in str(problem)
    assert number[-9:] not in masked(f"Paid with {number}.")


def test_long_numbers_that_are_no_card_numbers_are_left_alone():
    assert not looks_like_card_number("4242424242424241")
    assert not looks_like_card_number("card_4242424242424242x")


def test_a_file_in_utf_16_is_told_as_a_whole(tmp_path: Path):
    assert refusal(write(tmp_path, "id,Email\n".encode("utf-16"))) == [
        (
            "customers.csv: The file is UTF-16, which spreadsheets call “Unicode text”. "
            "Save it as “CSV UTF-8” and import it again."
        )
    ]


def test_a_header_that_is_not_utf_8_is_told(tmp_path: Path):
    (text,) = refusal(write(tmp_path, b"id,Emaf\xefl\n1,2\n"))
    assert text.startswith("customers.csv, line 1: The row is not UTF-8 (byte 0xEF)")


def test_rows_of_empty_cells_are_passed_over(tmp_path: Path):
    assert rows(write(tmp_path, "id,Email,Created (UTC)\n,,\n")) == []
