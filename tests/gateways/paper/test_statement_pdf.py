"""The paper says what was sealed, carries the sealed document, and is the same each time."""

import io
import json
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from fairwell.gateways.paper.statement_pdf import statement_pdf
from fairwell.models import OfficialContact, Statement
from fairwell.proof.keys import KeyRing
from fairwell.proof.verify import verify_document
from tests.cast import NOW, Cast
from tests.gateways.paper import deeds


def text_of(pdf: bytes) -> str:
    ran = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(ran.stdout.decode().split())


def reader_of(statement: Statement) -> PdfReader:
    return PdfReader(io.BytesIO(statement_pdf(statement)))


def test_it_says_reference_dates_amounts_and_how_to_check(cast: Cast) -> None:
    statement = deeds.cancelled(cast.subscriber("anna"))

    text = text_of(statement_pdf(statement))

    for words in (
        "Your subscription ended on November 21, 2026",
        f"Your reference number {statement.reference}",
        "Expected between November 30, 2026 and December 2, 2026",
        "Q-1001 September 25, 2026 $79.99 $79.99",
        "Annual terms are refunded in full for 60 days",
        f"Sealed with the key {statement.key_id}",
        f"fairwell-verify.py {statement.reference}.json --key-id {statement.key_id}",
        "Page 1 / 2",
        "Quillfort Security Inc., 1 Harbour Row, Springfield",
    ):
        assert words in text
    # Where a line ends within the address depends on the machine's fonts.
    assert f"{settings.PUBLIC_URL}/verify/" in text.replace(" ", "")


def test_the_sealed_document_is_inside_and_genuine(cast: Cast) -> None:
    statement = deeds.cancelled(cast.subscriber("anna"))
    published = KeyRing.open(settings.SEAL_KEYS_DIR, at=NOW).published()

    (name, (attached,)) = next(iter(reader_of(statement).attachments.items()))

    assert name == f"{statement.reference}.json"
    assert attached == statement.document.encode()
    assert verify_document(attached, published["keys"]).status == "genuine"
    assert json.loads(attached)["statement"]["reference"] == statement.reference


def test_it_is_archival_tagged_titled_and_in_a_language(cast: Cast) -> None:
    lena = cast.subscriber("lena", price="price_year_eur", country="DE", language="de")
    statement = deeds.renewal_off(lena)

    pdf = reader_of(statement)

    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert statement.reference in pdf.metadata.title
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert 'part="3"' in metadata
    assert 'conformance="B"' in metadata
    specification = root["/AF"][0].get_object()
    assert specification["/AFRelationship"] == "/Source"
    fonts = [font for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all("+" in font.get_object()["/BaseFont"] for font in fonts)  # embedded subsets


@pytest.mark.parametrize("deed", [deeds.cancelled, deeds.renewal_off, deeds.refund_failed])
def test_the_same_statement_gives_the_same_bytes(cast: Cast, deed: object) -> None:
    statement = deed(cast.subscriber("anna"))

    assert statement_pdf(statement) == statement_pdf(statement)


def test_its_footer_has_the_registry_s_contacts_and_no_others(cast: Cast) -> None:
    statement = deeds.renewal_off(cast.subscriber("anna"))
    assert "+1-212-555-0123" in text_of(statement_pdf(statement))

    OfficialContact.objects.filter(kind="phone").update(value="+1-212-555-0188")

    text = text_of(statement_pdf(statement))
    assert "+1-212-555-0188" in text
    assert "+1-212-555-0123" not in text


def test_a_name_cannot_fetch_a_file(cast: Cast, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the seal key")
    anna = cast.subscriber("anna")
    anna.customer.name = f'<link rel="attachment" href="file://{secret}">'
    anna.customer.save()

    statement = deeds.renewal_off(anna)

    assert list(reader_of(statement).attachments) == [f"{statement.reference}.json"]
    assert "<link rel=" in text_of(statement_pdf(statement))
