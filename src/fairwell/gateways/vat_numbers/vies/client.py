"""Asks VIES over HTTP, honest about what is not known."""

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from fairwell.domain.tax import VatNumber, VatNumberAnswer

VIES_URL: Final = "https://ec.europa.eu/taxation_customs/vies/rest-api"
CONNECT_TIMEOUT_S: Final = 3.0
_WITHHELD: Final = "---"  # what VIES writes where a member state keeps names to itself
# Only this says something of the number; every other code is about the service or the asker.
_NOT_A_NUMBER: Final = "INVALID_INPUT"


class ViesRegister:
    """VIES at `url`; `timeout_s` is how long an answer may take.

    With `requester`, the vendor's own number, VIES gives a consultation number for each answer.
    It never repeats a request by itself. Threads may share it.
    """

    def __init__(
        self, url: str = VIES_URL, *, timeout_s: float, requester: VatNumber | None = None
    ) -> None:
        self._url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._requester = requester
        self._local = threading.local()

    def check(self, number: VatNumber, *, at: datetime) -> VatNumberAnswer:
        """See VatNumberRegister."""
        body = {"countryCode": number.prefix, "vatNumber": number.national}
        if self._requester is not None:
            body["requesterMemberStateCode"] = self._requester.prefix
            body["requesterNumber"] = self._requester.national
        try:
            response = self._session().post(
                f"{self._url}/check-vat-number",
                json=body,
                headers={"Accept": "application/json"},
                timeout=(min(CONNECT_TIMEOUT_S, self._timeout_s), self._timeout_s),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return VatNumberAnswer(state="unknown", checked_at=at, reason=_why(error))
        return _answer(response, number, at)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False  # no password file or proxy of the machine meddles
        return session


def _why(error: requests.RequestException) -> str:
    cause = error.args[0] if error.args else None
    refused = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    unsent = isinstance(error, ValueError)  # what requests raises for an address that is none
    if refused or unsent or isinstance(error, requests.ConnectTimeout):
        return "unreachable"
    return "timeout" if isinstance(error, requests.Timeout) else "connection_lost"


def _answer(response: requests.Response, number: VatNumber, at: datetime) -> VatNumberAnswer:
    try:
        said = response.json()
    except requests.JSONDecodeError:
        said = None
    code = _error_code(said) if isinstance(said, dict) else ""
    if code == _NOT_A_NUMBER:
        return VatNumberAnswer(state="invalid", checked_at=at, reason=code)
    if code or response.status_code != 200:
        reason = code or f"http_{response.status_code}"
        return VatNumberAnswer(state="unknown", checked_at=at, reason=reason)
    if not isinstance(said, dict) or not _speaks_of(said, number):
        return VatNumberAnswer(state="unknown", checked_at=at, reason="not_understood")
    return VatNumberAnswer(
        state="valid" if said["valid"] else "invalid",
        checked_at=at,
        name=_text(said, "name"),
        address=_text(said, "address"),
        consultation_ref=_text(said, "requestIdentifier"),
    )


def _error_code(said: Mapping[str, Any]) -> str:
    wrapped = said.get("errorWrappers")
    first = wrapped[0] if isinstance(wrapped, list) and wrapped else None
    code = first.get("error") if isinstance(first, dict) else None
    return code if isinstance(code, str) else ""


def _speaks_of(said: Mapping[str, Any], number: VatNumber) -> bool:
    """Whether it says yes or no, and about the number that was asked for."""
    same = (
        said.get("countryCode", number.prefix) == number.prefix
        and said.get("vatNumber", number.national) == number.national
    )
    return same and isinstance(said.get("valid"), bool)


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    text = value.strip() if isinstance(value, str) else ""
    return "" if text == _WITHHELD else text
