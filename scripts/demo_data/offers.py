"""The vendor's catalogue file: the same prices as the export's, with what an export cannot say."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from demo_data.catalogue import PRODUCTS, RESCUE, SHIELD, TUNNEL, Price, Product
from fairwell.domain.money import half_up, to_major

# key → (English, German, how far it goes in English, in German)
_FEATURES: Final = {
    SHIELD: {
        "malware": ("Malware and ransomware protection", "Schutz vor Schadsoftware", "", ""),
        "phishing": ("Phishing warnings in the browser", "Phishing-Warnungen im Browser", "", ""),
        "firewall": ("Two-way firewall", "Firewall für beide Richtungen", "", ""),
        "parental": ("Parental controls", "Jugendschutz", "", ""),
        "passwords": ("Password vault", "Passwort-Tresor", "", ""),
        "tunnel": (
            "Private connection", "Private Verbindung", "200 MB a day and device",
            "200 MB je Tag und Gerät",
        ),
        "identity": ("Identity alerts", "Identitätswarnungen", "", ""),
    },
    TUNNEL: {
        "tunnel": ("Private connection", "Private Verbindung", "without limit", "ohne Grenze"),
        "locations": ("Choice of 50 countries", "50 Länder zur Wahl", "", ""),
    },
    RESCUE: {"rescue": ("Disk that starts a broken computer", "Notfall-Startmedium", "", "")},
}  # fmt: skip
# How many of its product's features each tier has, counted from the first.
_TIERS: Final = {"Essential": 2, "Plus": 5, "Complete": 7, "Tunnel": 2, "Rescue": 1}


def catalogue_toml(prices: Sequence[Price]) -> str:
    """The whole file."""
    parts = ["# What Quillfort Security sells. Made by scripts/make_demo_data.py."]
    for product in PRODUCTS:
        parts += _product(product, [price for price in prices if price.product is product])
    return "\n".join(parts) + "\n"


def _product(product: Product, prices: Sequence[Price]) -> Iterable[str]:
    yield f'\n[[products]]\nid = "{product.id}"\nname = "{product.name}"'
    yield 'tax_category = "software"'
    for key, (en, de, scope_en, scope_de) in _FEATURES[product].items():
        yield f'\n[[products.features]]\nkey = "{key}"\nlabel = {{ en = "{en}", de = "{de}" }}'
        if scope_en:
            yield f'scope = {{ en = "{scope_en}", de = "{scope_de}" }}'
    keys = list(_FEATURES[product])
    for rank, tier in enumerate(dict.fromkeys(price.plan for price in prices), start=1):
        given = ", ".join(f'"{key}"' for key in keys[: _TIERS[tier]])
        yield f'\n[[products.plans]]\ntier = "{tier}"\nrank = {rank}\nfeatures = [{given}]'
        yield "prices = ["
        for price in prices:
            if price.plan == tier:
                yield from _prices(price)
        yield "]"


def _prices(price: Price) -> Iterable[str]:
    """The price as exported, tried for two weeks where that is offered; a newer one may follow."""
    yearly = price.months == 12
    tried = ', trial = "P14D"' if yearly and price.plan in ("Plus", "Complete") else ""
    if yearly and price.plan == "Tunnel":
        tried = ', trial = "P7D", trial_needs_card = false'
    yield f"  {{ {_terms(price, price.id)}{tried} }},"
    if price.id in _TO_COME:
        new_id, more = _TO_COME[price.id]
        dearer = replace(price, minor=price.minor + more)
        yield f'  {{ {_terms(dearer, new_id)}{tried}, follows = "{price.id}" }},'
    if yearly and price.plan == "Complete":
        # A reduced first year is another price: who has the old one keeps it.
        reduced = half_up(price.minor * 6, 10)
        intro = f', intro_amount = "{to_major(reduced, price.currency)}", intro_periods = 1'
        follows = f', follows = "{price.id}"'
        yield f"  {{ {_terms(price, f'{price.id}2')}{tried}{intro}{follows} }},"


_TO_COME: Final = {"price_QfPlus10GBPy": ("price_QfPlus10GBPy2", 700)}
"""Prices that the play announces a new one of, and how much dearer that is, in minor units."""


def _terms(price: Price, own_id: str) -> str:
    term = "P1Y" if price.months == 12 else "P1M"
    return (
        f'id = "{own_id}", term = "{term}", devices = {price.devices}, '
        f'currency = "{price.currency}", amount = "{to_major(price.minor, price.currency)}", '
        f'tax = "inclusive"'
    )
