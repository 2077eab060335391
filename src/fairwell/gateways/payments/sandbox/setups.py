"""Card setups at the sandbox bank: visits to its own page, where a test card is chosen."""

import re
import sqlite3
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from fairwell.gateways.payments.sandbox.cards import CARDS, expiry
from fairwell.gateways.payments.sandbox.chance import fingerprint, new_ref
from fairwell.gateways.payments.sandbox.keys import Done, once
from fairwell.gateways.payments.sandbox.store import Rejection, Store, instant

LASTS: Final = timedelta(hours=24)
_HOST: Final = re.compile(r"[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\]")


class CardSetups:
    """Those of one bank. Errors are `Rejection`s."""

    def __init__(self, store: Store, seed: str) -> None:
        self._store = store
        self._seed = seed

    def start(
        self,
        *,
        customer_ref: str,
        return_url: str,
        language: str,
        attempt: str,
        site: str,
        key: str,
        at: datetime,
    ) -> Done:
        """Open one, once for each remembered key; `site` is where browsers reach the bank."""
        check_return_url(return_url)
        arguments = {
            "customer_ref": customer_ref,
            "return_url": return_url,
            "language": language,
            "attempt": attempt,
        }
        with self._store.transaction() as db:

            def open_one() -> dict[str, Any]:
                ref = new_ref(db, self._seed, "cs", customer_ref)
                db.execute(
                    "INSERT INTO card_setups"
                    " (ref, customer_ref, return_url, language, created_at, expires_at)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (ref, customer_ref, return_url, language, instant(at), instant(at + LASTS)),
                )
                return {"ref": ref, "url": f"{site}/setups/{ref}"}

            return once(db, key, open_one, operation="card setup", arguments=arguments, at=at)

    def find(self, ref: str, *, at: datetime) -> dict[str, Any]:
        """One as it stands at `at`: open ones expire after a day."""
        with self._store.transaction() as db:
            db.execute(
                "UPDATE card_setups SET state = 'expired'"
                " WHERE ref = ? AND state = 'open' AND expires_at <= ?",
                (ref, instant(at)),
            )
            row = _row(db, ref)
        return {"ref": ref, "state": row["state"], "method": _method(row)}

    def show(self, ref: str) -> dict[str, Any]:
        """What the page needs: state, return_url, language."""
        with self._store.transaction() as db:
            return dict(_row(db, ref))

    def choose(self, ref: str, card: str) -> None:
        """Somebody chose a test card; KeyError for one there is not. Only an open one changes."""
        name = f"{CARDS[card].magic}_{fingerprint(self._seed, 'method', ref)[:16]}"
        with self._store.transaction() as db:
            db.execute(
                "UPDATE card_setups SET state = 'done', card = ?, method_ref = ?"
                " WHERE ref = ? AND state = 'open'",
                (card, name, ref),
            )

    def cancel(self, ref: str) -> None:
        """Somebody went back without a card. Only an open one changes."""
        with self._store.transaction() as db:
            db.execute(
                "UPDATE card_setups SET state = 'cancelled' WHERE ref = ? AND state = 'open'",
                (ref,),
            )


def check_return_url(url: str) -> None:
    """Refuse all but an absolute http or https address that fits a header and a policy."""
    try:
        where = urlsplit(url)
        fits = (
            where.scheme in {"http", "https"}
            and where.port != 0  # asked for its ValueError, too
            and bool(_HOST.fullmatch(re.sub(r":\d{1,5}$", "", where.netloc)))
            and len(url) <= 2000
            and url.isascii()
            and url.isprintable()
            and not re.search(r'[\s"<>\\^`{|}]', url)
        )
    except ValueError:
        fits = False
    if not fits:
        raise Rejection(
            400,
            "return_url_invalid",
            "return_url must be an absolute http or https address, such as"
            " https://account.example/cards.",
        )


def way_back(return_url: str, ref: str) -> str:
    """`return_url` with `setup=<ref>` added to what it asks already."""
    where = urlsplit(return_url)
    return where._replace(query="&".join(filter(None, (where.query, f"setup={ref}")))).geturl()


def origin(return_url: str) -> str:
    """`return_url`'s origin as a source of a content security policy, which knows no IPv6."""
    where = urlsplit(return_url)
    return f"{where.scheme}:" if "[" in where.netloc else f"{where.scheme}://{where.netloc}"


def _row(db: sqlite3.Connection, ref: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM card_setups WHERE ref = ?", (ref,)
    ).fetchone()
    if row is None:
        raise Rejection(404, "card_setup_unknown", f"There is no card setup {ref!r}.")
    return row


def _method(row: sqlite3.Row) -> dict[str, Any] | None:
    if row["state"] != "done":
        return None
    card = CARDS[row["card"]]
    month, year = expiry(card, datetime.fromisoformat(row["created_at"]))
    return {
        "ref": row["method_ref"],
        "brand": card.brand,
        "last4": card.last4,
        "expires_month": month,
        "expires_year": year,
    }
