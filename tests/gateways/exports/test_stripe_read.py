"""A whole export: which files, in which order, and what is said when one can't be read."""

import tempfile
import tracemalloc
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fairwell.domain.imports import RowProblem
from fairwell.gateways.exports.stripe_csv.read import kind_of, read_stripe_csv
from tests.gateways.exports.files import (
    CUSTOMER,
    EXPORT,
    INVOICE,
    PAYMENT,
    PRICE,
    SUBSCRIPTION,
    csv_text,
    export,
    records,
    told,
)


def test_records_come_in_the_order_in_which_they_refer_to_each_other(tmp_path: Path):
    kinds = [type(row).__name__.removeprefix("Imported") for row in records(export(tmp_path))]
    assert kinds == ["Price", "Customer", "Subscription", "Payment"]


def test_a_second_pass_gives_the_same(tmp_path: Path):
    export(tmp_path, payments=[PAYMENT, PAYMENT | {"id": "ch_2", "Amount": "x"}])
    read = read_stripe_csv(tmp_path)
    assert list(read) == list(read) == list(read_stripe_csv(tmp_path))


def test_each_row_comes_with_its_file_and_line(tmp_path: Path):
    places = [(row.file, row.line) for row in read_stripe_csv(export(tmp_path))]
    assert places == [
        ("prices.csv", 2),
        ("customers.csv", 2),
        ("subscriptions.csv", 2),
        ("payments.csv", 2),
    ]


def test_missing_files_are_named_at_once(tmp_path: Path):
    export(tmp_path, prices=None, subscriptions=None)
    assert told(tmp_path) == [
        (
            f"error: {tmp_path}: Missing: prices.csv, subscriptions.csv. Export it from Stripe's "
            "dashboard as well."
        )
    ]
    assert records(tmp_path) == []


def test_a_directory_that_is_not_there_or_is_empty_is_told(tmp_path: Path):
    assert told(tmp_path / "nowhere") == [
        (
            f"error: {tmp_path / 'nowhere'}: There is no such directory. Give the directory that "
            "holds the exported CSV files."
        )
    ]
    assert told(tmp_path)[0] == f"error: {tmp_path}: The directory holds no CSV file."


def test_all_files_that_can_not_be_read_are_told_before_any_row(tmp_path: Path):
    export(tmp_path)
    (tmp_path / "customers.csv").write_bytes("id,Email\n".encode("utf-16"))
    (tmp_path / "payments.csv").write_text("id,Status\n", encoding="utf-8")
    assert told(tmp_path) == [
        (
            "error: customers.csv: The file is UTF-16, which spreadsheets call “Unicode text”. "
            "Save it as “CSV UTF-8” and import it again."
        ),
        (
            "error: payments.csv, line 1: The file lacks the columns “Amount”, “Amount Refunded”, "
            "“Currency”, “Created date (UTC)”, “Customer ID”. Export it again with all columns."
        ),
    ]
    assert records(tmp_path) == []


def test_files_are_known_by_name_or_by_their_columns(tmp_path: Path):
    export(tmp_path)
    (tmp_path / "customers.csv").rename(tmp_path / "unified_customers (1).csv")
    (tmp_path / "payments.csv").rename(tmp_path / "from-stripe.csv")
    assert kind_of(tmp_path / "unified_customers (1).csv") == "customers"
    assert kind_of(tmp_path / "from-stripe.csv") == "payments"
    assert len(records(tmp_path)) == 4


def test_another_file_in_the_directory_is_passed_over_but_not_silently(tmp_path: Path):
    export(tmp_path)
    (tmp_path / "notes.csv").write_text("a,b\n", encoding="utf-8")
    text = (
        "notes.csv: This is none of the exports we read; if it is, call it one of products.csv, "
        "prices.csv, customers.csv, invoices.csv, subscriptions.csv, payments.csv."
    )
    assert told(tmp_path) == [f"skipped: {text}"]
    assert len(records(tmp_path)) == 4
    chosen = [row.item for row in read_stripe_csv([tmp_path / "notes.csv"])]
    assert str(chosen[0]) == text


def test_files_may_be_given_one_by_one_in_any_order(tmp_path: Path):
    export(tmp_path)
    paths = [tmp_path / f"{kind}.csv" for kind in reversed(EXPORT)]
    assert [row.item for row in read_stripe_csv(paths)] == records(tmp_path)
    (text,) = [str(row.item) for row in read_stripe_csv([tmp_path / "gone_prices.csv"])][-1:]
    assert text == "gone_prices.csv: The file can't be opened: No such file or directory."


def test_progress_is_told_by_file(tmp_path: Path):
    export(tmp_path, customers=[CUSTOMER | {"id": f"cus_{n}"} for n in range(1, 1101)])
    heard: list[tuple[str, int]] = []
    list(read_stripe_csv(tmp_path, lambda file, rows: heard.append((file, rows))))
    assert [rows for file, rows in heard if file == "customers.csv"] == [500, 1000, 1100]
    assert heard[-1] == ("payments.csv", 1)


def test_semicolons_and_decimal_commas_are_read_as_well(tmp_path: Path):
    export(tmp_path)
    for kind, row in EXPORT.items():
        text = csv_text([row], delimiter=";").replace("49.99", "49,99")
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    assert told(tmp_path) == []
    assert len(records(tmp_path)) == 4


def five_thousand(where: Path) -> Path:
    numbers = range(1, 5001)
    ids = [{"id": f"cus_{n}", "Email": f"person{n}@mail.example"} for n in numbers]
    return export(
        where,
        customers=[CUSTOMER | each for each in ids],
        subscriptions=[
            SUBSCRIPTION | {"id": f"sub_{n}", "Customer ID": f"cus_{n}"} for n in numbers
        ],
        invoices=[
            INVOICE
            | {"id": f"in_{n}", "Number": f"QF-{n}", "Subscription": f"sub_{n}", "Charge": ""}
            for n in numbers
        ],
        payments=[
            PAYMENT | {"id": f"ch_{n}", "Customer ID": f"cus_{n}", "Invoice ID": f"in_{n}"}
            for n in numbers
        ],
    )


def test_five_thousand_of_everything_stream_in_bounded_memory(tmp_path: Path):
    where, count = five_thousand(tmp_path), 0
    tracemalloc.start()
    for row in read_stripe_csv(where):
        assert not isinstance(row.item, RowProblem), row.item
        count += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 3 * 5000 + 1
    # What is kept to check references by: about 2 KB for a customer with all that is theirs.
    assert peak < 5000 * 3000


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(EXPORT)), st.binary(max_size=300)))
def test_any_bytes_at_all_are_told_and_never_raise(contents: Mapping[str, bytes]):
    with tempfile.TemporaryDirectory() as name:
        export(Path(name))
        for kind, data in contents.items():
            (Path(name) / f"{kind}.csv").write_bytes(data)
        read = list(read_stripe_csv(Path(name)))
    assert all(row.line >= 0 and row.file for row in read)


ROWS = {
    "prices": PRICE,
    "customers": CUSTOMER,
    "subscriptions": SUBSCRIPTION,
    "payments": PAYMENT,
}
VALUES = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
    st.from_regex(r"\d{4}-\d\d-\d\d \d\d:\d\d", fullmatch=True),
    st.decimals(allow_nan=True).map(str),
)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(sorted(ROWS)))
def test_any_value_in_any_cell_is_read_or_told(data: st.DataObject, kind: str):
    changes = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(ROWS[kind], VALUES)))
    changes |= {next(iter(ROWS[kind])): "another"}  # so that the row is never blank
    with tempfile.TemporaryDirectory() as name:
        export(Path(name), **{kind: [ROWS[kind], ROWS[kind] | changes]})
        lines = {each.line for each in read_stripe_csv(Path(name)) if each.file == f"{kind}.csv"}
    assert lines >= {2, 3}
