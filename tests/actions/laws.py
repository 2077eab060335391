"""Laws about notices on the books: drafts, published before anybody signs up."""

from fairwell.actions.catalog.publish_policies import publish_policies
from tests.cast import NOW
from tests.domain.policy.drafts import notice, pack_text


def publish_law(*rules: str, pack_id: str = "draft-law", country: str = "US") -> None:
    """A statutory pack for people of that country; it binds whoever is put on the books later."""
    text = pack_text(*rules, pack_id=pack_id, top=f'[applies]\ncountries = ["{country}"]')
    publish_policies(texts={f"{pack_id}.toml": text}, at=NOW)


def reminder_law(opens: str = "P45D", last: str = "P15D") -> None:
    """A reminder of every renewal between so long and so long before it."""
    publish_law(notice("LAW-REMIND", f"renews_on - {opens}", f"renews_on - {last}"))


def price_law(opens: str = "P60D", last: str = "P45D") -> None:
    """Word of every new price between so long and so long before it."""
    publish_law(
        notice("LAW-PRICE", f"fee_change_on - {opens}", f"fee_change_on - {last}"),
        pack_id="draft-price-law",
    )
