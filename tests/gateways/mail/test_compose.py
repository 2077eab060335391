"""A letter says what its notice is about, comes from the vendor alone, and arrives as written."""

import re
from dataclasses import replace
from email.message import EmailMessage

from django.conf import settings

from fairwell.actions.cases.ask_for_review import ask_for_review
from fairwell.actions.steps.queue_notice import TEMPLATE_VERSIONS, queue_notice
from fairwell.gateways.mail.compose import compose
from fairwell.gateways.mail.contents import _WORDS
from fairwell.gateways.mail.letter import Letter
from fairwell.gateways.mail.send import send_letter
from fairwell.gateways.mail.sink import MailSink
from fairwell.models import Notice, OfficialContact
from fairwell.proof.keys import KeyRing
from fairwell.proof.verify import verify_document
from tests.cast import NOW, Cast
from tests.gateways.mail.notices import ACCOUNT, LINK, notice
from tests.gateways.paper import deeds


def delivered(sink: MailSink, letter: Letter) -> EmailMessage:
    send_letter(letter, at=NOW)
    return sink.messages()[-1]


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    assert part is not None
    return str(part.get_content())


def one_letter_of_each(cast: Cast) -> list[Letter]:
    statements = deeds.one_of_each(cast).values()
    notices = [statement.notices.get() for statement in statements]
    anna = cast.subscriptions["anna"]
    order = anna.invoices.get().number
    case = ask_for_review(
        subscription_id=anna.pk, order_number=order, message="", idempotency_key="", **deeds.DONE
    )
    notices.append(Notice.objects.get(template="review_asked"))
    notices.append(notice("refund_declined", case=case.reference, order=order, answer="Too late."))
    notices.append(notice("invitation", link=LINK))
    notices.append(notice("account", **ACCOUNT))
    return [compose(each) for each in notices]


def test_every_notice_that_is_queued_has_a_letter() -> None:
    assert set(_WORDS) == set(TEMPLATE_VERSIONS)


def test_a_confirmation_arrives_in_two_bodies_with_paper_and_proof(
    cast: Cast, sink: MailSink
) -> None:
    statement = deeds.cancelled(cast.subscriber("anna"))

    message = delivered(sink, compose(statement.notices.get()))

    assert message["Subject"] == (
        f"Your subscription ended on November 21, 2026 – {statement.reference}"
    )
    assert message.get_content_type() == "multipart/mixed"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["multipart/alternative", "application/pdf", "application/json"]
    for kind in ("plain", "html"):
        text = body(message, kind)
        for words in (
            statement.reference,
            "$79.99",
            "between November 30, 2026 and December 2, 2026",
            f"{settings.PUBLIC_URL}/account/confirmations/{statement.reference}/",
            f"{settings.PUBLIC_URL}/verify/",
            f"fairwell-verify.py {statement.reference}.json --key-id {statement.key_id}",
        ):
            assert words in text
    pdf, document = message.iter_attachments()
    assert pdf.get_filename() == f"{statement.reference}.pdf"
    assert pdf.get_content().startswith(b"%PDF-1.7")
    assert document.get_filename() == f"{statement.reference}.json"
    keys = KeyRing.open(settings.SEAL_KEYS_DIR, at=NOW).published()["keys"]
    assert verify_document(document.get_content(), keys).status == "genuine"


def test_every_letter_arrives_whole(cast: Cast, sink: MailSink) -> None:
    for letter in one_letter_of_each(cast):
        message = delivered(sink, letter)
        assert message["Subject"] == letter.subject
        assert body(message, "plain").replace("\r\n", "\n") == letter.text
        assert body(message, "html").replace("\r\n", "\n").strip() == letter.html
        assert message["From"] == "Quillfort Security <letters@quillfort.example>"
        assert message["Reply-To"] == "help@quillfort.example"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Content-Language"] == letter.language
        assert message["Date"].datetime == NOW
        assert not message.defects
        assert "{{" not in letter.text + letter.html
        assert "{%" not in letter.text + letter.html


def test_every_contact_in_a_letter_is_in_the_registry(cast: Cast) -> None:
    ours = set(OfficialContact.objects.values_list("value", flat=True))
    for letter in one_letter_of_each(cast):
        for text in (letter.text, letter.html):
            addresses = set(re.findall(r"[\w.+-]+@[\w.-]+\w", text))
            assert addresses - {letter.to, "anna@mail.example"} <= ours
            numbers = set(re.findall(r"\+\d[\d -]{6,}\d", text))
            assert numbers
            assert numbers <= ours
            links = set(re.findall(r"https?://[^/\s\"<]+", text))
            assert links <= {settings.PUBLIC_URL}


def test_changing_the_registry_changes_the_letters(cast: Cast) -> None:
    OfficialContact.objects.filter(purpose="sender").update(value="post@quillfort.example")
    OfficialContact.objects.filter(kind="phone").update(value="+1-212-555-0188")

    letter = compose(notice("account", **ACCOUNT))

    assert letter.sender == "Quillfort Security <post@quillfort.example>"
    assert "+1-212-555-0188" in letter.text
    assert "+1-212-555-0188" in letter.html


def test_nothing_in_a_letter_is_fetched_or_runs(cast: Cast) -> None:
    for letter in one_letter_of_each(cast):
        assert not re.search(r"<(img|script|link|iframe|object|form)\b", letter.html)
        assert not re.search(r"\b(src|background)=|url\(|@import", letter.html)


def test_umlauts_and_a_long_subject_arrive_as_written(cast: Cast, sink: MailSink) -> None:
    subject = "Grüße aus Köln: " + "Ihre Kündigung wurde bestätigt, schöne Grüße " * 4
    cast.vendor.name = "Müller & Söhne, Straßburg"
    cast.vendor.save()

    letter = compose(notice("account", "de", subject=subject, text="Ihr Schlüssel: ÄÖÜß €"))

    message = delivered(sink, letter)
    assert message["Subject"] == subject.strip()
    assert "Ihr Schlüssel: ÄÖÜß €" in body(message, "plain")
    assert "Ihr Schlüssel: ÄÖÜß €" in body(message, "html")
    assert "Müller &amp; Söhne, Straßburg" in body(message, "html")
    (sender,) = message["From"].addresses
    assert sender.display_name == "Müller & Söhne, Straßburg"
    assert sender.addr_spec == "letters@quillfort.example"
    assert message["Content-Language"] == "de"
    assert max(len(line) for line in sink.files()[0].read_bytes().splitlines()) <= 998


def test_data_cannot_add_a_header(cast: Cast, sink: MailSink) -> None:
    cast.vendor.name = "Quillfort\r\nBcc: eve@mail.example"
    cast.vendor.save()
    evil = "Code\r\nBcc: eve@mail.example\r\n\r\nBody"

    message = delivered(sink, compose(notice("account", subject=evil, text="Hello")))

    assert message["Bcc"] is None
    assert message["Subject"] == "Code Bcc: eve@mail.example Body"
    assert message["From"].addresses[0].addr_spec == "letters@quillfort.example"
    headers, _, _ = sink.files()[0].read_bytes().partition(b"\r\n\r\n")
    assert b"\nBcc:" not in headers


def test_markup_in_data_is_text(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    anna.customer.name = "<b>Anna</b>"
    anna.customer.save()

    letter = compose(deeds.renewal_off(anna).notices.get())
    account = compose(notice("account", subject="Code", text="<i>1 & 2</i> " + LINK))

    assert "Hello <b>Anna</b>," in letter.text
    assert "Hello &lt;b&gt;Anna&lt;/b&gt;," in letter.html
    assert "<i>1 & 2</i>" in account.text
    assert "&lt;i&gt;1 &amp; 2&lt;/i&gt;" in account.html
    assert f'href="{LINK}"' in account.html


def test_a_second_try_is_the_same_letter_and_a_copy_is_another(cast: Cast) -> None:
    statement = deeds.renewal_off(cast.subscriber("anna"))
    first = statement.notices.get()
    copy = queue_notice(
        "statement",
        key="again",
        to_email=first.to_email,
        language="en",
        at=NOW,
        customer=first.customer,
        statement=statement,
    )

    assert compose(first) == compose(Notice.objects.get(pk=first.pk))
    assert compose(copy).message_id != compose(first).message_id
    assert re.fullmatch(r"<[0-9a-f]{32}@quillfort\.example>", compose(first).message_id)
    assert replace(compose(copy), message_id="") == replace(compose(first), message_id="")


def test_an_invitation_gives_the_link_and_how_long_it_works(cast: Cast) -> None:
    letter = compose(notice("invitation", link=LINK))

    assert letter.subject == "Set up your account with Quillfort Security"
    assert f"{LINK}\n" in letter.text
    assert f'href="{LINK}"' in letter.html
    assert "It works once, for 14 days." in letter.text
    assert "It works once, for 14 days." in letter.html


def test_a_review_is_answered_by_a_day(cast: Cast) -> None:
    *_, asked, declined, _, _ = one_letter_of_each(cast)

    assert asked.subject.startswith("A person looks at your refund for order Q-1001 – FW-")
    assert "answers you by November 26, 2026." in asked.text
    assert "answers you by November 26, 2026." in asked.html
    assert declined.subject.startswith("No refund for order Q-1001 – FW-")
    assert "Too late." in declined.text
    assert "Too late." in declined.html
