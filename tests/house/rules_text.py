"""What no file may say: a real phone number, a real address, or how the project is worked on."""

import re

from tests.house.tree import Source

# RFC 2606 and RFC 6761 keep these for examples; nobody can receive mail or a visit there.
RESERVED_DOMAINS = re.compile(r"(^|\.)(example|invalid|localhost|example\.(com|org|net))$")
ADDRESS = re.compile(r"[\w.+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}|localhost)\b")

# 555-0100 to 555-0199 are kept for fiction by the North American numbering plan.
FICTIONAL = re.compile(r"55501")
PHONE_NUMBERS = (
    re.compile(r"(?<![\w.)\]+])\+[1-9][\d ().\u00a0\u2011-]{6,18}\d(?!\w)"),  # +1 202 555 0142
    re.compile(  # (202) 555-0142, 1-202-555-0142
        r"(?<![\w.+-])(?:1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. \u2011])\d{3}[-. \u2011]\d{4}(?![\w-])"
    ),
    re.compile(r"(?<![\w.+-])0800[ -]?\d{3}[ -]?\d{3,4}(?!\w)"),
    re.compile(r"\btel:\+?[\d-]{7,}"),
)

# The brackets keep these patterns from matching themselves.
BACKSTAGE = re.compile(
    r"\.\./share[d]\b|/wor[k]/|\bDEVELOPER[S]\.md|\bMACHINE[S]\.md|\bCE[O]\b|\bissue #?\d"
    r"|\b(open|file|raise) an issu[e]\b|\bissue tracke[r]\b|\bsub-?agen[t]s?\b"
    r"|\b(previous|next|earlier|other) develope[r]s?\b"
)


def real_addresses(source: Source) -> list[str]:
    """Mail addresses that could be somebody's."""
    return [
        source.at(number, f"{found.group()} could be real; use a .example domain")
        for number, line in enumerate(source.lines, start=1)
        for found in ADDRESS.finditer(line)
        if not RESERVED_DOMAINS.search(found.group(1).lower())
    ]


def real_phone_numbers(source: Source) -> list[str]:
    """Lines with a phone number that could ring."""
    offences = []
    for number, line in enumerate(source.lines, start=1):
        for found in (match for pattern in PHONE_NUMBERS for match in pattern.finditer(line)):
            digits = re.sub(r"\D", "", found.group())
            if not FICTIONAL.search(digits[-7:]):
                what = f"{found.group().strip()} could ring; use 555-0100 to 555-0199"
                offences.append(source.at(number, what))
                break
    return offences


def backstage_talk(source: Source) -> list[str]:
    """Speech about how the project is worked on, which its readers cannot follow."""
    return [
        source.at(number, f"{found.group()!r} speaks of something outside the project")
        for number, line in enumerate(source.lines, start=1)
        if (found := BACKSTAGE.search(line))
    ]
