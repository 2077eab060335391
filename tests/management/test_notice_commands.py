"""The operator sees which letters are due, late or undecided, and announces new prices."""

from datetime import timedelta

from fairwell.models import Notice, Price, PriceChange
from tests.actions.laws import publish_law, reminder_law
from tests.actions.test_plan_notices import plan, renewing_in
from tests.cast import NOW, Cast
from tests.domain.policy.drafts import notice
from tests.management.test_commands import refusal, run


def test_what_is_due_is_counted_by_day_and_kind(cast: Cast) -> None:
    assert run("notices") == "No letter is queued.\n"
    reminder_law("P45D", "P15D")
    renewing_in(cast, 44)
    renewing_in(cast, 44, "bert")
    plan()

    (line,) = run("notices").splitlines()

    assert line.split() == [
        "2026-11-21", "renewal_reminder", "2", "2", "required", "in", "time", "until", "2026-12-20",
    ]  # fmt: skip


def test_what_a_law_wanted_and_came_late_is_listed(cast: Cast) -> None:
    reminder_law("P45D", "P15D")
    renewing_in(cast, 44)
    plan()
    assert run("notices", "--late") == "No letter that a law wants is late.\n"

    Notice.objects.update(
        state="sent", sent_at=NOW, last_day=NOW.date() - timedelta(days=1), required_by=[["p", "R"]]
    )

    assert run("notices", "--late").split() == [
        "2026-11-20", "renewal_reminder", "sent", "sub_anna", "R",
    ]  # fmt: skip


def test_a_rule_that_lacks_a_fact_is_named_with_how_many_it_concerns(cast: Cast) -> None:
    assert run("notices", "--undecided") == "Every rule about notices can be decided.\n"
    when = 'when = [{ fact = "accepted_online", is = true }]'
    publish_law(
        notice("LAW-ONLINE", "renews_on - P45D", "renews_on - P15D", when=when),
        notice("LAW-LOST", None, "voicemail_on"),
    )
    renewing_in(cast, 44)

    said = run("notices", "--undecided")

    assert "draft-law LAW-ONLINE: 1 subscriptions lack accepted_online" in said
    assert "draft-law LAW-LOST: counted from a day that no letter is about" in said


def test_a_price_change_is_announced_listed_and_withdrawn(cast: Cast) -> None:
    new = Price.objects.get(external_id="price_year_usd")
    new.pk, new.external_id, new.amount_minor = None, "price_year_new", 8_999
    new.save()
    renewing_in(cast, 60)
    assert run("price_change") == "No change of a price is announced.\n"

    said = run("price_change", "price_year_usd", "price_year_new", "--on", "2099-01-01")

    assert said == (
        "price_year_usd becomes price_year_new on 2099-01-01; 1 subscriptions will be told.\n"
    )
    assert "on 2099-01-01; 0 subscriptions were told." in run("price_change")
    assert "0 subscriptions that were told keep" in run(
        "price_change", "--withdraw", "price_year_usd"
    )
    assert PriceChange.objects.get().withdrawn_at is not None


def test_a_price_change_that_cannot_be_is_refused_with_why(cast: Cast) -> None:
    assert "Say which price follows" in refusal("price_change", "price_year_usd")
    assert "No price price_year_usd or nothing is on the books." in refusal(
        "price_change", "price_year_usd", "nothing", "--on", "2099-01-01"
    )
    assert "another currency" in refusal(
        "price_change", "price_year_usd", "price_year_eur", "--on", "2099-01-01"
    )
    assert "No change of price_year_usd is announced." in refusal(
        "price_change", "--withdraw", "price_year_usd"
    )
