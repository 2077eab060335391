"""Whoever leaves gets her confirmation wholly in her language, in the words of its law."""

import io
import re
import subprocess
from datetime import timedelta

import pytest
from django.conf import settings
from pypdf import PdfReader

from fairwell.gateways.paper.statement_pdf import statement_pdf
from fairwell.gateways.paper.statement_view import StatementView, statement_view
from fairwell.models import Vendor
from fairwell.proof.keys import KeyRing
from fairwell.proof.verify import verify_document
from tests.cast import NOW, Cast
from tests.gateways.paper import deeds

OTHERS = ("de", "fr", "es")


@pytest.fixture
def abroad(cast: Cast) -> Cast:
    """The cast of a vendor that writes letters in all four languages."""
    Vendor.objects.update(languages=["en", "de", "fr", "es"])
    return cast


def said(view: StatementView) -> dict[str, str]:
    """All that we say ourselves, by its place, without figures, names and numbers."""
    told = {"title": view.title}
    told |= {f"lead {n}": text for n, text in enumerate(view.lead)}
    told |= {f"next {n}": text for n, text in enumerate(view.next_steps)}
    for name, section in (("deed", view.deed), ("about", view.about), ("document", view.document)):
        if section:
            told[name] = section.title
            told |= {f"{name} label {n}": row.label for n, row in enumerate(section.rows)}
            told |= {f"{name} value {n}": row.value for n, row in enumerate(section.rows)}
    if view.refund:
        told |= {f"refund label {n}": row.label for n, row in enumerate(view.refund.rows)}
        told |= {f"refund value {n}": row.value for n, row in enumerate(view.refund.rows)}
        told |= {f"part {n}": part.outcome for n, part in enumerate(view.refund.parts)}
    return {place: text for place, text in told.items() if worded(text)}


def worded(text: str) -> bool:
    """Whether more is left than names, addresses, references and keys."""
    # A reference may be letters alone.
    references = r"\bFW(-[A-Z0-9]{4})+\b|\b(?=[A-Z-]*\d)[A-Z0-9]+(?:-[A-Z0-9]+)+\b"
    data = rf"\S+@\S+|{references}|sub_\w+|(vendor|eu)-\S+ version \d+"
    names = r"\b(Guard|Plus|Anna|Bert|Carl|Lena|Dora|Emil|Fred|Gina|Hana|Iris)\b"
    return re.search(r"[^\W\d_]{2}", re.sub(f"{data}|{names}", "", text)) is not None


def paper_of(pdf: bytes) -> str:
    ran = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(ran.stdout.decode().split())


def test_no_label_and_no_sentence_of_any_kind_is_english_in_another_language(cast: Cast) -> None:
    for kind, statement in deeds.one_of_each(cast).items():
        english = said(statement_view(statement, "en"))
        for language in OTHERS:
            other = said(statement_view(statement, language))
            assert other.keys() >= english.keys(), kind
            same = {place for place, text in english.items() if text == other[place]}
            assert same == set(), (kind, language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            (
                "Votre abonnement a pris fin le 21 novembre 2026",
                "Vous avez résilié Guard Plus. La résiliation a pris effet immédiatement",
                "le 21 novembre 2026 à 04:00 (New York)",
                "Nous avons ordonné un remboursement de 120,00 €.",
                "entre le 27 novembre 2026 et le 1er décembre 2026",
                "Les périodes annuelles sont remboursées intégralement pendant 60 jours",
                "Page 1 / 2",
            ),
        ),
        (
            "es",
            (
                "Su suscripción terminó el 21 de noviembre de 2026",
                "Se ha dado de baja de Guard Plus. La baja tuvo efecto inmediato",
                "el 21 de noviembre de 2026, 04:00 (Nueva York)",
                "Hemos ordenado un reembolso de 120,00 €.",
                "entre el 27 de noviembre de 2026 y el 1 de diciembre de 2026",
                "Los períodos anuales se reembolsan íntegramente durante 60 días",
                "Página 1 / 2",
            ),
        ),
    ],
)
def test_a_cancellation_abroad_is_one_language_on_paper_and_proves_itself(
    abroad: Cast, language: str, words: tuple[str, ...]
) -> None:
    camille = abroad.subscriber(
        "camille", price="price_year_eur", country=language.upper(), language=language
    )
    statement = deeds.cancelled(camille)

    pdf = statement_pdf(statement)

    paper = paper_of(pdf)
    assert [text for text in words if text not in paper] == []
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/Lang"] == language
    (attached,) = reader.attachments[f"{statement.reference}.json"]
    published = KeyRing.open(settings.SEAL_KEYS_DIR, at=NOW).published()
    assert verify_document(attached, published["keys"]).status == "genuine"


@pytest.mark.parametrize(
    ("language", "title", "received", "pro_rata"),
    [
        ("fr", "Votre rétractation du contrat est confirmée", "votre rétractation du contrat",
         "Vous pouvez vous rétracter de ce contrat sans motif"),
        ("es", "Ha desistido de su contrato", "Su desistimiento del contrato",
         "Puede desistir de este contrato sin indicar motivo"),
    ],
)  # fmt: skip
def test_a_withdrawal_quotes_the_law_in_her_language(
    abroad: Cast, language: str, title: str, received: str, pro_rata: str
) -> None:
    lena = abroad.subscriber(
        "lena", price="price_month_eur", country=language.upper(), language=language,
        charged=NOW - timedelta(days=5), early_start=True,
    )  # fmt: skip

    view = statement_view(deeds.withdrawn(lena), language)

    assert view.sealed_language == language
    assert view.title == title
    assert received in view.lead[0]
    assert view.refund is not None
    assert view.refund.lines[0].explanation.startswith(pro_rata)
    assert view.refund.lines[0].rule.startswith("eu-withdrawal/EU-14D")


@pytest.mark.parametrize(
    ("language", "undone", "off"),
    [
        (
            "fr",
            "Votre résiliation est annulée",
            "Reconduction tacite désactivée : votre abonnement",
        ),
        ("es", "Su baja queda anulada", "Renovación automática desactivada: su suscripción"),
    ],
)
def test_an_undone_ending_and_a_renewal_switched_off(
    abroad: Cast, language: str, undone: str, off: str
) -> None:
    back = deeds.undone(abroad.subscriber("dora", language=language))
    stopped = deeds.renewal_off(abroad.subscriber("emil", language=language))

    assert statement_view(back, back.language).title == undone
    title = statement_view(stopped, stopped.language).title.replace("\xa0", " ")
    assert title.startswith(off)
    assert {back.language, stopped.language} == {language}
