"""The reader of Beancount's language lets a good text pass and catches each kind of bad one."""

import pytest

from tests.domain.ledger.beancount_grammar import GrammarError, read

GOOD = """\
option "title" "Quillfort"

2026-01-01 open Assets:Cash EUR,JPY
  account: "cash"

2026-01-01 open Income:Revenue EUR,JPY

2026-01-02 * "A \\"quoted\\" \\\\ word"
  transfers: 2
  Assets:Cash  1.00 EUR
  Income:Revenue  -1.00 EUR
"""


def test_a_good_text_is_understood() -> None:
    journal = read(GOOD)
    (entry,) = journal.entries
    assert entry.narration == 'A "quoted" \\ word'
    assert entry.metadata == {"transfers": "2"}
    assert journal.named["Assets:Cash"] == {"account": "cash"}
    assert journal.options == [("title", "Quillfort")]


@pytest.mark.parametrize(
    ("before", "instead", "complaint"),
    [
        ("-1.00 EUR", "-0.99 EUR", "sums to"),
        ("Revenue  -1.00 EUR", "Revenue  -1.00 JPY", "decimals"),
        ("  1.00 EUR", "  1.0 EUR", "decimals"),
        ("Revenue EUR,JPY", "Revenue JPY", "not open on 2026-01-02 for EUR"),
        ("2026-01-01 open Income", "2026-01-03 open Income", "not open on 2026-01-02"),
        ("  Income:Revenue  -", "  Income:Refunds  -", "not open"),
        ("2026-01-02 *", "2026-02-30 *", "line 8"),
        ("open Income:Revenue", "open Assets:Cash", "opened twice"),
        ("open Income:Revenue", "open Incomes:Revenue", "no such directive"),
        ("open Income:Revenue", "open Income:revenue", "no such directive"),
        ("EUR,JPY", "EUR, JPY", "no such directive"),
        ('\\"quoted\\"', '"quoted"', "line 8"),
        ("\\\\ word", "\\word", "line 8"),
        ('"title"', '"titel"', "no such directive"),
        ("  transfers: 2", "  lineno: 2", "a key that is taken"),
        ("  transfers: 2", "  Transfers: 2", "no such line below it"),
        ("  transfers: 2", "  t: 2", "no such line below it"),
        ("  transfers: 2", "  transfers: 2\n  transfers: 3", "a key that is taken"),
        ("-1.00 EUR\n", '-1.00 EUR\n  late: "x"\n', "would belong to the posting"),
        ("  Assets:Cash  1.00 EUR\n  Income:Revenue  -1.00 EUR\n", "", "sums to nothing"),
        ("\n\n2026-01-02", "\n  Assets:Cash  1.00 EUR\n\n2026-01-02", "no such line below it"),
        ("\n2026-01-01 open Income", "\n  stray: 1\n2026-01-01 open Income", "belongs to nothing"),
        ("\n2026-01-02", "\nsome words\n2026-01-02", "no such directive"),
    ],
)
def test_a_bad_text_is_caught(before: str, instead: str, complaint: str) -> None:
    assert before in GOOD
    with pytest.raises(GrammarError, match=complaint):
        read(GOOD.replace(before, instead, 1))
