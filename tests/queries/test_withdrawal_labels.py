"""The two buttons of the right to withdraw bear the words of the law that reaches the customer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fairwell.queries.account import subscription_of
from fairwell.queries.withdrawal_labels import WithdrawalLabels, withdrawal_labels
from tests.cast import NOW, Cast
from tests.queries.test_account import user_id


@pytest.mark.parametrize(
    ("country", "language", "labels"),
    [
        ("DE", "de", WithdrawalLabels("Vertrag widerrufen", "Widerruf bestätigen")),
        ("AT", "de", WithdrawalLabels("Vertrag widerrufen", "Widerruf bestätigen")),
        ("DE", "en", WithdrawalLabels("Withdraw from contract here", "Confirm withdrawal")),
        (
            "FR",
            "fr",
            WithdrawalLabels("Se rétracter du contrat ici", "Confirmer la rétractation"),
        ),
        ("DE", "pt", WithdrawalLabels("Withdraw from contract here", "Confirm withdrawal")),
        ("US", "en", WithdrawalLabels("Withdraw from this contract", "Confirm withdrawal")),
    ],
)
def test_the_words_are_the_laws(
    cast: Cast, country: str, language: str, labels: WithdrawalLabels
) -> None:
    dora = cast.subscriber("dora", country=country, charged=NOW - timedelta(days=5))
    held = subscription_of(user_id(dora), dora.pk, at=NOW)
    assert held is not None

    assert withdrawal_labels(held, at=NOW, language=language) == labels


def test_the_law_of_the_country_goes_before_the_law_of_the_union(cast: Cast) -> None:
    dora = cast.subscriber("dora", country="DE", charged=NOW - timedelta(days=5))
    held = subscription_of(user_id(dora), dora.pk, at=NOW)
    assert held is not None
    (law,) = (pack for pack in held.packs if pack.id == "eu-withdrawal")
    named = tuple(
        replace(rule, labels={"en": {"open": rule.id, "confirm": rule.id}}) if rule.labels else rule
        for rule in law.rules
    )
    packs = (*(p for p in held.packs if p is not law), replace(law, rules=named))

    labels = withdrawal_labels(replace(held, packs=packs), at=NOW, language="de")

    assert labels == WithdrawalLabels("DE-356a", "DE-356a")
