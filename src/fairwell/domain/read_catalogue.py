"""Reads a vendor's catalogue from TOML and refuses it with everything that is wrong at once."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final, cast

from fairwell.domain.catalogue import (
    CatalogueError,
    FeatureRecord,
    PlanRecord,
    PriceRecord,
    ProductRecord,
)
from fairwell.domain.money import CURRENCIES, MoneyError, parse_major
from fairwell.domain.policy.tables import Table
from fairwell.domain.price import TaxBehaviour
from fairwell.domain.term import Term, TermError

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-z]{2}(-[a-z]{2})?", re.ASCII)
_ID: Final = re.compile(r"[\w.:-]{1,120}", re.ASCII)
_RESERVED: Final = "devices"  # what the number of devices is kept under
_BEHAVIOURS: Final = ("inclusive", "exclusive", "unspecified")


def read_catalogue(text: str, name: str) -> tuple[ProductRecord, ...]:
    """The products written in `text`; CatalogueError with all problems, each with its place.

    `name` is what the errors call the file.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as refused:
        raise CatalogueError(name, [f"this is not TOML: {refused}"]) from None
    problems: list[str] = []
    table = Table(data, "", problems)
    products = tuple(_product(row) for row in _named(table, "products", "id"))
    if not products and not problems:
        table.problem("products", "is missing; write at least one [[products]].")
    table.finish()
    if not problems:
        problems += _contradictions(products)
    if problems:
        raise CatalogueError(name, problems)
    return products


def _named(table: Table, key: str, by: str) -> list[Table]:
    """The tables under a key, each placed by its own name where it has one."""
    rows = table.tables(key)
    for row in rows:
        own = row.raw(by)
        if isinstance(own, str) and own:
            row.where = f'{table.where + ", " if table.where else ""}{key} "{own}"'
    return rows


def _product(table: Table) -> ProductRecord:
    product = ProductRecord(
        external_id=_id(table, "id"),
        name=table.text("name"),
        tax_category=table.text("tax_category", "software"),
        features=tuple(_feature(row) for row in _named(table, "features", "key")),
        plans=tuple(_plan(row) for row in _named(table, "plans", "tier")),
    )
    if not product.plans:
        table.problem("plans", "is missing; write at least one [[products.plans]].")
    table.finish()
    return product


def _feature(table: Table) -> FeatureRecord:
    key = table.text("key")
    if key and not _KEY.fullmatch(key):
        table.problem("key", f'"{key}" must be small letters, digits and underscores.')
    if key == _RESERVED:
        table.problem("key", f'"{key}" is the number of devices; choose another word.')
    feature = FeatureRecord(key=key, labels=_words(table, "label"), scopes=_words(table, "scope"))
    if not feature.labels:
        table.problem("label", 'is missing; write it as { en = "…", de = "…" }.')
    table.finish()
    return feature


def _words(table: Table, key: str) -> Mapping[str, str]:
    words = table.table(key)
    written = words.keys()
    said = {language: words.text(language) for language in written}
    for language in said:
        if not _LANGUAGE.fullmatch(language):
            table.problem(key, f'"{language}" is not a language code such as en.')
    return said


def _plan(table: Table) -> PlanRecord:
    plan = PlanRecord(
        tier=table.text("tier"),
        rank=table.whole("rank", 0, 1_000),
        features=table.words("features"),
        prices=tuple(_price(row) for row in _named(table, "prices", "id")),
    )
    table.finish()
    return plan


def _price(table: Table) -> PriceRecord:
    currency = table.text("currency")
    if currency and currency not in CURRENCIES:
        table.problem("currency", f'"{currency}" is not an ISO 4217 code such as EUR.')
    trial, intro = _term(table, "trial"), _amount(table, "intro_amount", currency)
    price = PriceRecord(
        external_id=_id(table, "id"),
        term=_term(table, "term", required=True),
        devices=table.whole("devices", 1, 100_000) if table.has("devices") else 1,
        currency=currency,
        amount_minor=_amount(table, "amount", currency, required=True) or 0,
        tax_behaviour=cast("TaxBehaviour", table.choice("tax", _BEHAVIOURS)),
        trial=trial,
        trial_needs_card=table.flag("trial_needs_card", default=True),
        intro_minor=intro,
        intro_periods=table.whole("intro_periods", 1, 1_000) if table.has("intro_periods") else 0,
        first_term=_term(table, "first_term"),
        notice=_term(table, "notice"),
        extension=_id(table, "extension") if table.has("extension") else "",
        follows=_id(table, "follows") if table.has("follows") else "",
        active=table.flag("active", default=True),
    )
    if (intro is None) != (price.intro_periods == 0):
        table.problem("intro_amount", "and intro_periods belong together; give both or neither.")
    if not trial and not price.trial_needs_card:
        table.problem("trial_needs_card", "belongs to a trial; give `trial` too, or leave it out.")
    if price.extension and not price.first_term:
        table.problem("extension", "is what applies after a `first_term`; give that too.")
    table.finish()
    return price


def _id(table: Table, key: str) -> str:
    text = table.text(key)
    if text and not _ID.fullmatch(text):
        table.problem(key, f'"{text}" must be letters, digits, dots, colons, dashes, underscores.')
    return text


def _term(table: Table, key: str, *, required: bool = False) -> str:
    if not required and not table.has(key):
        return ""
    text = table.text(key)
    try:
        return str(Term.parse(text)) if text else ""
    except TermError as wrong:
        table.problem(key, str(wrong))
        return ""


def _amount(table: Table, key: str, currency: str, *, required: bool = False) -> int | None:
    if not required and not table.has(key):
        return None
    text = table.text(key)
    if not text or currency not in CURRENCIES:
        return None
    try:
        return parse_major(text, currency)
    except MoneyError as wrong:
        table.problem(key, str(wrong))
        return None


def _contradictions(products: tuple[ProductRecord, ...]) -> list[str]:
    """What is wrong between the parts, each of which is right by itself."""
    found = _twice("products", [product.external_id for product in products])
    every = [price for product in products for plan in product.plans for price in plan.prices]
    found += _twice("prices", [price.external_id for price in every])
    found += _twice("follows", [price.follows for price in every if price.follows])
    for product in products:
        place = f'products "{product.external_id}"'
        known = [feature.key for feature in product.features]
        found += _twice(f"{place}, features", known)
        found += _twice(f"{place}, plans, tier", [plan.tier for plan in product.plans])
        found += _twice(f"{place}, plans, rank", [str(plan.rank) for plan in product.plans])
        for plan in product.plans:
            where = f'{place}, plans "{plan.tier}", features'
            found += _twice(where, list(plan.features))
            found += [
                f'{where}: "{key}" is not among the product\'s features.'
                for key in plan.features
                if key not in known
            ]
    by_id = {price.external_id: price for price in every}
    for price in every:
        found += _links(price, by_id.get)
    return found


def _links(price: PriceRecord, held: Callable[[str], PriceRecord | None]) -> list[str]:
    """What is wrong with the other prices that a price names, as far as they are in the file."""
    found = []
    for key in ("follows", "extension"):
        other = held(getattr(price, key))
        if other is not None and other.currency != price.currency:
            found.append(
                f'prices "{price.external_id}", {key}: "{other.external_id}" is in '
                f"{other.currency}, not in {price.currency}."
            )
    seen, before = {price.external_id}, held(price.follows)
    while before is not None:
        if before.external_id in seen:
            return [*found, f'prices "{price.external_id}", follows: it leads back to itself.']
        seen.add(before.external_id)
        before = held(before.follows)
    return found


def _twice(place: str, words: list[str]) -> list[str]:
    return [f'{place}: "{word}" is there {n} times.' for word, n in Counter(words).items() if n > 1]
