"""The words that tax law wants on invoices, kept out of the catalogues as they are no free text."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note by language; `category` is the VAT category that it explains, `code` its VATEX code.

    `code` is "" where the code list has none.
    """

    category: str
    code: str
    words: dict[str, str] = field(hash=False)

    def in_language(self, language: str) -> str:
        """The note in that language, or in English where we haven't got it: "pt-br", "de"."""
        return self.words.get(language.partition("-")[0].lower(), self.words["en"])


# Directive 2006/112/EC, Article 226 (11) and (11a), wants these in words; the words are those of
# its language versions. Outside scope: Articles 44 and 59.
NOTES: dict[str, Note] = {
    "reverse_charge": Note(
        category="AE",
        code="VATEX-EU-AE",
        words={
            "en": "Reverse charge: the customer accounts for the VAT"
            " (Article 196 of Directive 2006/112/EC).",
            "de": "Steuerschuldnerschaft des Leistungsempfängers"
            " (Artikel 196 der Richtlinie 2006/112/EG).",
            "fr": "Autoliquidation (article 196 de la directive 2006/112/CE).",
            "es": "Inversión del sujeto pasivo (artículo 196 de la Directiva 2006/112/CE).",
        },
    ),
    "outside_scope": Note(
        category="O",
        code="VATEX-EU-O",
        words={
            "en": "Not subject to VAT: the place of supply is outside the European Union.",
            "de": "Nicht steuerbar: Der Ort der Leistung liegt außerhalb der Europäischen Union.",
            "fr": "Non soumis à la TVA : le lieu de la prestation est situé hors de l’Union"
            " européenne.",
            "es": "No sujeto al IVA: el lugar de la prestación está fuera de la Unión Europea.",
        },
    ),
    "export": Note(
        category="G",
        code="VATEX-EU-G",
        words={
            "en": "Export outside the European Union, exempt from VAT"
            " (Article 146 of Directive 2006/112/EC).",
            "de": "Steuerfreie Ausfuhr (Artikel 146 der Richtlinie 2006/112/EG).",
            "fr": "Exportation exonérée de TVA (article 146 de la directive 2006/112/CE).",
            "es": "Exportación exenta de IVA (artículo 146 de la Directiva 2006/112/CE).",
        },
    ),
    "exempt": Note(
        category="E",
        code="",
        words={
            "en": "Exempt from VAT.",
            "de": "Umsatzsteuerfrei.",
            "fr": "Exonéré de TVA.",
            "es": "Exento de IVA.",
        },
    ),
    "small_enterprise": Note(
        category="E",
        code="",
        words={
            "en": "Exempt from VAT under the scheme for small enterprises"
            " (Article 284 of Directive 2006/112/EC).",
            "de": "Steuerbefreiung für Kleinunternehmer (Artikel 284 der Richtlinie 2006/112/EG).",
            "fr": "TVA non applicable, franchise pour les petites entreprises"
            " (article 284 de la directive 2006/112/CE).",
            "es": "Exento de IVA, régimen de las pequeñas empresas"
            " (artículo 284 de la Directiva 2006/112/CE).",
        },
    ),
}

# Categories that may not go without a reason; EN 16931: BR-AE-10, BR-O-10, BR-G-10, BR-E-10.
_USUAL = {"AE": "reverse_charge", "O": "outside_scope", "G": "export", "E": "exempt"}


def reason_for(category: str, notes: tuple[str, ...]) -> Note | None:
    """Why no tax is charged in that VAT category: what `notes` say, else the usual reason.

    None for categories that need no reason. KeyError for a note that isn't in NOTES.
    """
    said = (NOTES[key] for key in notes)
    usual = _USUAL.get(category)
    fitting = next((note for note in said if note.category == category), None)
    return fitting or (NOTES[usual] if usual else None)


def legal_notes(categories: set[str], notes: tuple[str, ...], language: str) -> tuple[str, ...]:
    """All notes to print: what `notes` say, and the reason of each untaxed category, once each."""
    said = [NOTES[key] for key in notes]
    due = [note for category in sorted(categories) if (note := reason_for(category, notes))]
    return tuple(dict.fromkeys(note.in_language(language) for note in [*said, *due]))
