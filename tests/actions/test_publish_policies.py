"""Policies are kept word for word: a published version never says anything else."""

import hashlib
from datetime import date, timedelta
from importlib.resources import files

import pytest

from fairwell.actions.catalog.publish_policies import publish_policies
from fairwell.domain.policy import PackError, parse_pack
from fairwell.models import PinnedPolicy, PolicyVersion, Subscription
from fairwell.queries.policies import pinned_packs
from tests import deeds
from tests.cast import NOW, Cast

NAME = "vendor-60-annual.toml"
TEXT = (files("fairwell.domain.packs") / NAME).read_text()
DEARER = TEXT.replace("charged_on + P60D", "charged_on + P30D")
SECOND = DEARER.replace("version = 1", "version = 2").replace(
    "valid_from = 2020-01-01\n\n[title]", "valid_from = 2026-10-01\n\n[title]"
)


def publish(*texts: str) -> list[PolicyVersion]:
    named = {f"{n}-{NAME}": text for n, text in enumerate(texts)}
    return publish_policies(texts=named, at=NOW)


def test_a_version_is_stored_as_it_was_written(db: None) -> None:
    (version,) = publish(TEXT)

    assert (version.pack_id, version.version, version.kind) == ("vendor-60-annual", 1, "vendor")
    assert (version.text, version.valid_from, version.published_at) == (
        TEXT,
        date(2020, 1, 1),
        NOW,
    )
    canonical = parse_pack(TEXT, NAME).canonical
    assert version.digest == hashlib.sha256(canonical.encode()).hexdigest()


def test_published_again_nothing_is_new(db: None) -> None:
    publish(TEXT)
    before = deeds.rows()

    assert publish(TEXT) == []
    assert publish("# A remark changes no rule.\n" + TEXT) == []
    assert deeds.rows() == before


def test_a_changed_pack_of_the_same_version_is_refused(db: None) -> None:
    publish(TEXT)
    before = deeds.rows()

    with pytest.raises(PackError, match="raise `version`") as refused:
        publish(SECOND, DEARER)

    assert "Version 1 was published with other rules: raise `version`." in str(refused.value)
    assert deeds.rows() == before, "not even the good one beside it"


def test_two_files_that_claim_the_same_version_are_refused(db: None) -> None:
    with pytest.raises(PackError, match="published with other rules"):
        publish(TEXT, DEARER)

    assert not PolicyVersion.objects.exists()


def test_a_pack_that_cannot_be_read_is_refused_with_its_file_name(db: None) -> None:
    with pytest.raises(PackError, match=f"1-{NAME}"):
        publish(TEXT, TEXT.replace("schema = 1", "schema = 99"))

    assert not PolicyVersion.objects.exists()


def test_a_newer_version_binds_only_what_is_bought_under_it(cast: Cast) -> None:
    """Ben bought a day before the dearer version: his sixty days stay sixty days."""
    publish(SECOND)
    ben = cast.subscriber("ben", charged=NOW.replace(month=9, day=30))
    cleo = cast.subscriber("cleo", charged=NOW.replace(month=10, day=2))

    versions = [pinned_packs(s.pk)[0].version for s in (ben, cleo)]

    assert versions == [1, 2]
    assert deeds.leave(ben).refund.total_minor == 7_999
    later = NOW + timedelta(days=1)
    assert deeds.quote(cleo, choice="now", at=later).decision["refund"]["total_minor"] == 0


def test_the_customers_country_decides_which_law_is_pinned(cast: Cast) -> None:
    anna, elsa = cast.subscriber("anna"), cast.subscriber("elsa", country="DE")
    vera = cast.subscriber("vera", price="price_vault_usd", country="FR")

    def pinned(subscription: Subscription) -> list[str]:
        return [pack.id for pack in pinned_packs(subscription.pk)]

    assert pinned(anna) == ["vendor-60-annual"]
    assert pinned(elsa) == ["vendor-60-annual", "eu-withdrawal"]
    assert pinned(vera) == ["vendor-none", "eu-withdrawal"]
    assert PinnedPolicy.objects.count() == 5
