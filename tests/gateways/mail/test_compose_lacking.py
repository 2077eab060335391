"""What a letter lacks is said before it is sent, with where to add it."""

import pytest

from fairwell.gateways.mail.compose import compose
from fairwell.gateways.mail.letter import LetterError
from fairwell.models import OfficialContact, Vendor
from tests.cast import Cast
from tests.gateways.mail.notices import ACCOUNT, LINK, notice


def test_support_signs_where_there_is_no_address_for_sending(cast: Cast) -> None:
    OfficialContact.objects.filter(purpose="sender").delete()

    letter = compose(notice("account", **ACCOUNT))

    assert letter.sender == "Quillfort Security <help@quillfort.example>"
    assert letter.reply_to == ""


def test_without_any_address_it_says_what_to_add_where(cast: Cast) -> None:
    OfficialContact.objects.filter(kind="email").delete()

    with pytest.raises(LetterError, match=r'purpose "sender" or "support" to vendor\.toml'):
        compose(notice("account", **ACCOUNT))


def test_without_a_vendor_no_letter_can_be_signed(cast: Cast) -> None:
    owed = notice("account", **ACCOUNT)
    Vendor.objects.all().delete()

    with pytest.raises(LetterError, match=r"Load vendor\.toml\."):
        compose(owed)


@pytest.mark.parametrize(
    ("template", "context", "said"),
    [
        ("invitation", {}, r"\(invitation\) lacks 'link' in its context"),
        ("account", {"subject": "Code"}, "lacks 'text'"),
        ("review_asked", {"case": "FW-2222", "order": "Q-1"}, "case FW-2222, which doesn't exist"),
        ("statement", {}, "announces a statement but names none"),
    ],
)
def test_a_notice_that_lacks_something_says_what(
    cast: Cast, template: str, context: dict[str, str], said: str
) -> None:
    with pytest.raises(LetterError, match=said):
        compose(notice(template, **context))


def test_an_unknown_template_is_named_with_those_there_are(cast: Cast) -> None:
    owed = notice("account", **ACCOUNT)
    owed.template = "greeting"

    with pytest.raises(LetterError, match="'greeting', which doesn't exist; there are account, "):
        compose(owed)


def test_a_brand_colour_that_is_none_cannot_write_into_the_letter(cast: Cast) -> None:
    cast.vendor.brand = {"primary": "#1f4d46", "on_primary": "#ffffff"}
    cast.vendor.save()
    assert "#1f4d46" in compose(notice("invitation", link=LINK)).html

    cast.vendor.brand = {"primary": "red; background:url(//evil.example)", "on_primary": "#ffffff"}
    cast.vendor.save()
    assert "evil" not in compose(notice("invitation", link=LINK)).html
