"""What people read of a statement is what was sealed, in their language and no more than it."""

import html
import json
import re
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from fairwell.gateways.paper.statement_view import StatementView, statement_view
from fairwell.gateways.paper.statement_words import _KINDS
from fairwell.models import Statement
from fairwell.models.statement import KINDS
from fairwell.proof.verify import fields
from fairwell.queries import wording
from tests.cast import NOW, Cast
from tests.gateways.paper import deeds

AMOUNT = re.compile(r"[\d.]+ [A-Z]{3}")
SHOWN_AS_SEALED = ("reference", "order", "case", "follows", "rule", "explanation", "id", "email")


def page_of(view: StatementView) -> str:
    with translation.override(view.language):
        page = render_to_string("paper/statement_body.html", {"view": view})
    return page.replace("\xa0", " ")


def own_words(view: StatementView) -> str:
    """All that we say, without what the policies say."""
    sections = [section for section in (view.deed, view.about, view.document) if section]
    rows = [row for section in sections for row in section.rows]
    parts = ()
    if view.refund:
        rows += view.refund.rows
        parts = [part.outcome for part in view.refund.parts]
    said = [f"{row.label}: {row.value}" for row in rows]
    return "\n".join([view.title, *view.lead, *view.next_steps, *said, *parts])


def sealed(statement: Statement) -> dict[str, object]:
    return json.loads(statement.document)["statement"]


def test_every_kind_of_statement_has_words() -> None:
    assert set(_KINDS) == set(KINDS)


def as_shown(steps: tuple[str | int, ...], value: object, language: str) -> str:
    """How a sealed value must stand on the page; empty where it isn't shown as it is."""
    text = str(value or "")
    if AMOUNT.fullmatch(text):
        amount, currency = text.split()
        minor = int(amount.replace(".", ""))
        if steps[-1] == "refunded_before" and not minor:
            return ""
        return wording.money(minor, currency, language)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return wording.day(date.fromisoformat(text), language)
    return text if steps[-1] in SHOWN_AS_SEALED else ""


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_shows_every_sealed_figure(cast: Cast, language: str) -> None:
    for name, statement in deeds.one_of_each(cast).items():
        page = html.unescape(page_of(statement_view(statement, language)))
        said = sealed(statement)
        if said.get("ending", {}).get("choice") == "now":
            del said["ending"]["effective_on"]  # shown as the instant
        if said.get("refund", {}).get("state") == "none":
            del said["refund"]["total"]  # shown as the word
        expected = [as_shown(steps, value, language) for steps, value in fields(said)]
        shown = [text.replace("\xa0", " ") for text in expected if text]
        assert len(shown) >= 4, name
        assert [text for text in shown if text not in page] == []


def test_the_page_shows_no_amount_that_was_not_sealed(cast: Cast) -> None:
    statement = deeds.cancelled(cast.subscriber("anna", payments=(5_000, 2_999)))

    page = page_of(statement_view(statement, "en"))

    assert set(re.findall(r"\$[\d.,]*\d", page)) == {"$79.99", "$50.00", "$29.99"}


def test_cancelling_at_once_says_what_ended_and_what_comes_back(cast: Cast) -> None:
    view = statement_view(deeds.cancelled(cast.subscriber("anna")), "en")

    assert view.title == "Your subscription ended on November 21, 2026"
    assert view.lead == (
        "You cancelled Guard Plus, and it ended at once: November 21, 2026, 04:00 EST.",
        "The charge of $79.99 on September 25, 2027 will not be made.",
        (
            "We have instructed a refund of $79.99. "
            "Expect it between November 30, 2026 and December 2, 2026."
        ),
    )
    assert view.refund.total == "$79.99"
    assert view.refund.lines[0].order == "Q-1001"


def test_an_end_to_come_names_the_charges_before_it(cast: Cast) -> None:
    monthly = cast.subscriber("carl", price="price_month_usd", charged=NOW - timedelta(days=3))
    statement = deeds.cancelled(monthly, "on_date", on_date=(NOW + timedelta(days=70)).date())

    view = statement_view(statement, "en")

    assert view.title == "Your subscription ends on January 30, 2027"
    assert "2 more charges come before the end, and none after it" in view.lead[1]
    due = [row.value for row in view.deed.rows if row.label == "Charge still to come"]
    assert due == ["$9.99 on December 18, 2026", "$4.19 on January 18, 2027"]  # 13 of its 31 days
    assert view.next_steps == ("You can undo this in your account until then.",)


def test_a_refund_is_instructed_until_a_statement_says_that_it_was_paid(cast: Cast) -> None:
    before = deeds.cancelled(cast.subscriber("anna"))
    alone = deeds.refund_instructed(cast.subscriber("gina"))
    for statement in (before, alone):
        words = own_words(statement_view(statement, "en"))
        assert "instructed" in words
        assert "refunded" not in words
        assert "has been paid" not in words.replace("when the refund has been paid", "")

    after = deeds.outcome_of(before.cancellation.refund, "succeeded")

    view = statement_view(after, "en")
    assert view.title == "Your refund of $79.99 has been paid"
    assert view.follows == before.reference
    assert view.refund.parts[0].outcome == "paid on November 24, 2026"


def test_a_closed_card_is_told_with_its_case_and_leaves_nothing_to_do(cast: Cast) -> None:
    two_cards = cast.subscriber("iris", payments=(5_000, 2_999))
    refund = deeds.cancelled(two_cards).cancellation.refund

    statement = deeds.outcome_of(refund, "succeeded", "failed")

    view = statement_view(statement, "en")
    case = json.loads(statement.document)["statement"]["refund"]["parts"]
    reference = next(part["case"] for part in case if part["state"] == "failed")
    assert view.title == "We pay your refund of $29.99 another way"
    assert f"case number {reference}." in view.lead[1]
    assert view.lead[2] == "The other $50.00 has been paid."
    assert view.next_steps[0].startswith("You need not do anything.")


def test_money_that_took_another_way_says_so(cast: Cast) -> None:
    view = statement_view(deeds.refund_rerouted(cast.subscriber("iris")), "en")

    assert view.title == "Your refund of $79.99 has been paid"
    assert view.lead == ("It could not go back the way you paid, so we paid it another way.",)
    assert view.refund.parts[0].outcome == "paid another way on November 24, 2026"


def test_no_refund_gives_the_rule_that_says_so(cast: Cast) -> None:
    late = cast.subscriber("zoe", charged=NOW - timedelta(days=100))

    view = statement_view(deeds.cancelled(late), "en")

    assert view.lead[2] == "There is no refund; the reason is given below."
    assert "the last day was October 12, 2026" in view.refund.lines[0].explanation
    assert view.refund.lines[0].rule == "vendor-60-annual/annual-60-days version 1"


def test_money_that_went_back_earlier_has_its_own_column(cast: Cast) -> None:
    partly = cast.subscriber("mara", refunded_minor=1_000)

    page = page_of(statement_view(deeds.cancelled(partly), "en"))

    assert "Refunded before" in page
    assert "$10.00" in page
    assert "$69.99" in page


def test_an_agent_is_named_as_the_one_who_did_it(cast: Cast) -> None:
    view = statement_view(deeds.cancelled(cast.subscriber("anna"), actor="agent"), "en")

    assert view.lead[0].startswith("As you asked, we cancelled Guard Plus.")
    assert "Asked for by: you, through our support" in own_words(view)


def test_a_reader_of_another_language_gets_the_explanation_as_it_was_sealed(cast: Cast) -> None:
    statement = deeds.cancelled(cast.subscriber("lena", price="price_year_eur", language="de"))

    page = page_of(statement_view(statement, "en"))

    assert '<span lang="de">Jahreslaufzeiten' in page
    assert '<div class="stack statement" lang="en">' in page


def test_a_name_cannot_write_into_the_page(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    anna.customer.name = '<script src="//evil.example"></script>'
    anna.customer.save()

    page = page_of(statement_view(deeds.renewal_off(anna), "en"))

    assert "<script" not in page
    assert "&lt;script src=" in page
