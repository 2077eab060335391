"""Catalogue files for the tests: one with everything, and one small enough to break."""

GUARD = """
[[products]]
id = "prod_guard"
name = "Guard"

[[products.features]]
key = "shield"
label = { en = "Shield", de = "Schild" }

[[products.features]]
key = "vault"
label = { en = "Vault" }
scope = { en = "1 GB" }

[[products.plans]]
tier = "Basic"
rank = 1
features = ["shield"]
prices = [
  { id = "basic_year", term = "P1Y", devices = 1, currency = "USD", amount = "29.99", tax = "exclusive" },
]

[[products.plans]]
tier = "Plus"
rank = 2
features = ["shield", "vault"]

[[products.plans.prices]]
id = "year"
term = "P12M"
devices = 5
currency = "USD"
amount = "79.99"
tax = "exclusive"
trial = "P14D"
trial_needs_card = false
intro_amount = "39.99"
intro_periods = 1

[[products.plans.prices]]
id = "month"
term = "P1M"
devices = 5
currency = "USD"
amount = "6.99"
tax = "exclusive"
first_term = "P1Y"
notice = "P1M"
extension = "month_flex"

[[products.plans]]
tier = "Flex"
rank = 3
prices = [
  { id = "month_flex", term = "P1M", devices = 5, currency = "USD", amount = "7.99", tax = "exclusive" },
]
"""  # noqa: E501 - as a vendor writes it

PRICE = (
    '  { id = "year_usd", term = "P1Y", currency = "USD", amount = "79.99", tax = "inclusive" },\n'
)


def written(*, more: str = "", **change: str) -> str:
    """One product, plan and price; `change` sets keys of the price, `more` adds prices."""
    keys = {
        "id": '"year_usd"', "term": '"P1Y"', "currency": '"USD"', "amount": '"79.99"',
        "tax": '"inclusive"', **change,
    }  # fmt: skip
    price = "  { " + ", ".join(f"{key} = {value}" for key, value in keys.items()) + " },\n"
    return f"""
[[products]]
id = "prod_guard"
name = "Guard"

[[products.features]]
key = "shield"
label = {{ en = "Shield" }}

[[products.plans]]
tier = "Plus"
rank = 2
features = ["shield"]
prices = [
{price}{more}]
"""
