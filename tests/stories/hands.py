"""What people hold: a keyboard, an authenticator app, a phone that keeps passkeys, paper."""

import time
from email.message import EmailMessage

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import CDPSession, Locator

from fairwell.demo.letters import text_of
from tests.stories.browsing import SCREENSHOTS, Person

PERIOD_S = 30
FOCUS = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const box = at.getBoundingClientRect(), slack = 1;
    const ring = at.matches(":focus-visible") && style.outlineStyle !== "none"
        && parseFloat(style.outlineWidth) >= 2;
    const shown = box.width > 0 && box.top >= -slack && box.left >= -slack
        && box.bottom <= innerHeight + slack && box.right <= innerWidth + slack;
    const where = [box.top, box.bottom, innerHeight, style.outline].join(" ");
    return {seen: ring && shown, words: `${at.outerHTML.slice(0, 120)} (${where})`};
}"""


def code_in(letter: EmailMessage) -> str:
    """The code that the mail is about; it opens the subject, so that a phone shows it."""
    code = str(letter["Subject"]).split()[0]
    assert f"\n{code}\n" in text_of(letter).replace("\r\n", "\n")
    return code


def app_code(secret: str) -> str:
    """What an authenticator app with that key shows, with time enough left to type it."""
    left = PERIOD_S - time.time() % PERIOD_S
    if left < 5:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def phone_with_passkeys(person: Person) -> tuple[CDPSession, str]:
    """Give the browser an authenticator whose owner always agrees; (session, its id)."""
    devtools = person.page.context.new_cdp_session(person.page)
    devtools.send("WebAuthn.enable")
    phone = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": phone})
    return devtools, made["authenticatorId"]


def tab_to(person: Person, target: Locator, *, at_most: int = 40) -> int:
    """Press Tab until the target has the focus, which is to be seen at every stop; how often."""
    for pressed in range(1, at_most + 1):
        person.page.keyboard.press("Tab")
        focus = person.page.evaluate(FOCUS)
        assert focus["seen"], f"the focus cannot be seen on {focus['words']}"
        if target.evaluate("control => control === document.activeElement"):
            return pressed
    raise AssertionError(f"{at_most} times Tab did not reach {target}")


def give_password_again(person: Person, password: str = "correct horse battery") -> None:
    """Answer the question that stands before what opens the account."""
    person.page.wait_for_url("**/reauthenticate/**")
    person.page.get_by_label("Password", exact=True).fill(password)
    person.press("^go on$")


def photograph_paper(person: Person, name: str) -> None:
    """What a printer would put on paper, as wide as A4 less its margins."""
    person.page.emulate_media(media="print", color_scheme="light")
    person.page.set_viewport_size({"width": 718, "height": 1000})
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    person.page.screenshot(path=SCREENSHOTS / f"{person.story}-{name}-print.png", full_page=True)
