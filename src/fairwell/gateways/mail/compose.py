"""Writes the letter of a notice, in its language and signed with the vendor's own contacts."""

import hashlib
import re
from email.headerregistry import Address
from typing import Any

from django.template import Context, Engine
from django.utils import translation
from django.utils.encoding import punycode

from fairwell.gateways.mail.contents import enclosures_of, template_of, words_of
from fairwell.gateways.mail.frame import frame
from fairwell.gateways.mail.letter import Letter, LetterError
from fairwell.models import Notice
from fairwell.queries.vendor import VendorCard, the_vendor_with_contacts

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_BRAND = {"primary": "#0d5c50", "on_primary": "#ffffff"}


def compose(notice: Notice) -> Letter:
    """The letter of `notice`, in its language; the same notice always gives the same letter.

    Raises LetterError where vendor, contacts or context lack what the letter needs.
    """
    vendor = the_vendor_with_contacts()
    if vendor is None:
        raise LetterError("There is no vendor yet, so no letter can be signed. Load vendor.toml.")
    sender, reply_to = _sender(vendor), vendor.contact("email", "support")
    template = template_of(notice)
    with translation.override(notice.language):
        words = {
            "vendor": vendor,
            "brand": _brand(vendor),
            "language": notice.language,
            "customer": notice.customer,
            "frame": frame(notice.customer, vendor, notice.language),
            **words_of(notice, vendor),
        }
        subject = _render(f"mail/{template}.subject.txt", words)
        text = _render(f"mail/{template}.txt", words)
        html = _render(f"mail/{template}.html", words)
    return Letter(
        message_id=_message_id(notice, vendor, sender),
        sender=str(Address(display_name=_line(vendor.name), addr_spec=sender)),
        to=notice.to_email,
        reply_to=reply_to if reply_to != sender else "",
        subject=_line(subject),
        text=re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n",
        html=html.strip(),
        language=notice.language,
        enclosures=enclosures_of(notice),
        headers={"Auto-Submitted": "auto-generated", "Content-Language": notice.language},
    )


def _sender(vendor: VendorCard) -> str:
    address = vendor.contact("email", "sender") or vendor.contact("email", "support")
    if not address:
        raise LetterError(
            'The vendor has no address to write from. Add a contact of kind "email" with the '
            'purpose "sender" or "support" to vendor.toml and load it again.'
        )
    return address


def _message_id(notice: Notice, vendor: VendorCard, sender: str) -> str:
    """The same for every try: a letter that was sent twice arrives as one."""
    domain = vendor.contact("domain", "web") or sender.rpartition("@")[2]
    digest = hashlib.sha256(f"{notice.pk}/{notice.key}".encode()).hexdigest()
    return f"<{digest[:32]}@{punycode(_line(domain))}>"


def _brand(vendor: VendorCard) -> dict[str, str]:
    """The vendor's two colours, or ours where they lack one: letters have no style sheet."""
    chosen = {name: str(vendor.brand.get(name, "")) for name in _BRAND}
    sound = all(_COLOUR.fullmatch(colour) for colour in chosen.values())
    return chosen if sound else _BRAND


def _render(name: str, words: dict[str, Any]) -> str:
    context = Context(words, autoescape=name.endswith(".html"))
    return str(Engine.get_default().get_template(name).render(context))


def _line(text: str) -> str:
    """One line without control characters, so that no data of ours begins a header of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
