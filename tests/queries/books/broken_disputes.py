"""Ways to break what the check of disputes guards, and the row that must be named."""

from fairwell.actions.steps.move_money import transfer
from fairwell.models import Dispute, Transfer
from tests.cast import NOW
from tests.models.ground import twin
from tests.queries.books.hands import Break, unguard


def dispute_of(key: str) -> Dispute:
    return Dispute.objects.get(gateway_ref=f"dp_{key}")


def set_dispute(key: str, **values: object) -> str:
    dispute = dispute_of(key)
    Dispute.objects.filter(pk=dispute.pk).update(**values)
    return dispute.reference


def won_but_the_money_is_still_held() -> str:
    return set_dispute("kurt", state="won", closed_at=NOW)


def conceded_but_nothing_was_lost() -> str:
    return set_dispute("kurt", state="conceded", closed_at=NOW)


def open_again_though_it_was_lost() -> str:
    return set_dispute("lena", state="under_review", closed_at=None)


def warning_that_holds_money() -> str:
    return set_dispute("kurt", state="early_warning")


def open_one_that_holds_nothing() -> str:
    unguard("transfer")
    Transfer.objects.filter(dispute=dispute_of("kurt")).delete()
    return dispute_of("kurt").reference


def held_in_another_amount() -> str:
    unguard("transfer")
    Transfer.objects.filter(dispute=dispute_of("kurt")).update(amount_minor=1)
    return dispute_of("kurt").reference


def lost_and_back_as_well() -> str:
    lena = dispute_of("lena")
    transfer("dispute_won", 5, lena.currency, at=NOW, dispute=lena).save()
    return lena.reference


def moved_in_a_way_that_no_dispute_moves() -> str:
    kurt = dispute_of("kurt")
    moved = Transfer.objects.get(dispute=kurt)
    twin(moved, kind="stray", dispute=kurt).save(force_insert=True)
    return kurt.reference


def held_for_no_dispute() -> str:
    transfer("dispute_held", 7, "USD", at=NOW).save()
    return "USD"


BROKEN: dict[str, tuple[Break, ...]] = {
    "1 disputes": (
        won_but_the_money_is_still_held,
        conceded_but_nothing_was_lost,
        open_again_though_it_was_lost,
        warning_that_holds_money,
        open_one_that_holds_nothing,
        held_in_another_amount,
        lost_and_back_as_well,
        moved_in_a_way_that_no_dispute_moves,
        held_for_no_dispute,
    )
}
