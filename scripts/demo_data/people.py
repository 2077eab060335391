"""Invented people in sixteen places; every address is under .example (RFC 2606)."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as the export shows them."""

    id: str
    name: str
    email: str
    country: str
    state: str
    language: str
    created: datetime
    consumer: bool = True


_ENGLISH: Final = (
    "Ada Ben Cora Dean Edie Finn Gwen Hugo Iris Joel Kara Liam Mona Nate Opal Paul Ruth Seth Tess",
    "Ashby Barlow Corwin Dalby Elwood Farrow Garnet Hollis Ingram Jessop Kellam Lowell Marsh",
)
_GERMAN: Final = (
    "Anke Bernd Carla Dirk Elke Franz Greta Heiko Ines Jonas Katja Lars Maike Nils Petra Uwe",
    "Ahlers Brandt Clasen Drews Ehlers Fink Gerdes Harms Jansen Krull Lorenz Maurer Nagel Petersen",
)
_FRENCH: Final = (
    "Agathe Benoit Chloe Denis Elise Fabien Gaelle Herve Jeanne Louis Margot Noel Odile Remi",
    "Arnaud Berger Colas Duval Fabre Garnier Hamel Joubert Lemoine Mallet Perrin Roche Vidal",
)
_SPANISH: Final = (
    "Alba Bruno Celia Diego Elena Felipe Gloria Ivan Julia Lucas Marta Nico Olga Pablo Rocio",
    "Aguilar Bravo Campos Duarte Esteban Fuentes Gallego Ibarra Lozano Molina Navas Prieto Rivas",
)
_DUTCH: Final = (
    "Anouk Bram Daan Eva Femke Gijs Hanneke Joris Lotte Maarten Noor Pim Sanne Teun Wouter",
    "Bakker Coster Dekker Evers Groot Hendriks Kuiper Mulder Postma Smit Verhoef Wessels",
)
_JAPANESE: Final = (
    "Aiko Daichi Emi Haruto Kaori Kenta Mai Naoki Rina Sora Takumi Yui Yuto",
    "Endo Fujii Hara Ishii Kondo Maeda Noguchi Okada Sakai Taniguchi Ueda Wada",
)
_INDIAN: Final = (
    "Aarav Bhavna Chetan Divya Farhan Gauri Ishaan Kavya Manav Neha Rohan Sneha Tara Vikram",
    "Bhatt Chawla Desai Ghosh Iyer Joshi Kulkarni Menon Nair Pillai Rao Saxena Verma",
)
_BRAZILIAN: Final = (
    "Ana Caio Davi Erica Fabio Helena Igor Joana Lara Marcos Nina Otavio Paula Renato",
    "Almeida Barros Cardoso Dias Farias Gomes Lima Moraes Nunes Pinto Ramos Teixeira",
)
_ARABIC: Final = (
    "Amal Bader Dalal Fahad Hessa Jasim Khalid Lulwa Mishari Noura Salem Talal",
    "Almansour Alrashidi Alenezi Alazmi Aldosari Alhajri Alkandari Almutawa",
)

# country, state, language, names, share of the customers in ten-thousandths
_PLACES: Final = (
    ("US", "CA", "en-US", _ENGLISH, 13),
    ("US", "NY", "en-US", _ENGLISH, 10),
    ("US", "TX", "en-US", _ENGLISH, 8),
    ("US", "WA", "en-US", _ENGLISH, 5),
    ("US", "FL", "es-US", _SPANISH, 4),
    ("DE", "", "de-DE", _GERMAN, 14),
    ("AT", "", "de-AT", _GERMAN, 5),
    ("CH", "", "de-CH", _GERMAN, 4),
    ("FR", "", "fr-FR", _FRENCH, 8),
    ("ES", "", "es-ES", _SPANISH, 6),
    ("NL", "", "nl-NL", _DUTCH, 6),
    ("IE", "", "en-IE", _ENGLISH, 4),
    ("GB", "", "en-GB", _ENGLISH, 10),
    ("JP", "", "ja-JP", _JAPANESE, 5),
    ("IN", "", "en-IN", _INDIAN, 5),
    ("BR", "", "pt-BR", _BRAZILIAN, 4),
    ("AU", "", "en-AU", _ENGLISH, 4),
    ("KW", "", "ar-KW", _ARABIC, 4),
)
_MAIL_HOSTS: Final = ("mail.example", "post.example", "inbox.example", "letters.example")


def person(dice: Random, number: int, taken: set[str], created: datetime) -> Person:
    """Somebody whose e-mail address is not among `taken`, which it joins."""
    place = dice.choices(_PLACES, weights=[each[4] for each in _PLACES])[0]
    country, state, language, names, _ = place
    while True:
        first, last = dice.choice(names[0].split()), dice.choice(names[1].split())
        email = f"{first}.{last}@{dice.choice(_MAIL_HOSTS)}".lower()
        if email not in taken:
            break
    taken.add(email)
    return Person(
        id=f"cus_Qf{number:04d}",
        name=f"{first} {last}",
        email=email,
        country=country,
        state=state,
        language=language,
        created=created,
        consumer=dice.random() > 0.06,
    )
