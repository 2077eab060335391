"""The demo's mailbox shows what would have been mailed, and trusts none of it."""

import os
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django.fixtures import Settings

from tests.cast import Cast

in_a_demo = pytest.mark.urls("tests.web.demo.urls")


@pytest.fixture
def folder(cast: Cast, settings: Settings, tmp_path: Path) -> Path:
    settings.DEMO_MAIL_DIR = tmp_path / "mail"
    settings.DEMO_MAIL_DIR.mkdir()
    (tmp_path / "secret.eml").write_text("Subject: not yours\n\nsecret")
    return settings.DEMO_MAIL_DIR


def drop(folder: Path, name: str, subject: str, *, age_s: int = 0) -> EmailMessage:
    """Put a mail into the folder as the demo's mail server does."""
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "letters@quillfort.example"
    message["To"] = "ada@mail.example"
    message["Date"] = "Sat, 21 Nov 2026 14:00:00 +0000"
    message.set_content("See http://localhost:8000/verify/ for <more>.")
    message.add_alternative("<html><head></head><body><b>Hello</b></body></html>", subtype="html")
    message.add_attachment(
        b"%PDF-", maintype="application", subtype="pdf", filename='confirm "ü".pdf'
    )
    (folder / name).write_bytes(message.as_bytes())
    stamp = 1_800_000_000 - age_s
    os.utime(folder / name, (stamp, stamp))
    return message


@in_a_demo
def test_the_mail_of_one_person_can_be_looked_at_alone(folder: Path, client: Client) -> None:
    drop(folder, "a.eml", "To Ada")

    assert "To Ada" in client.get("/demo/mail/?to=ada@mail.example").content.decode()
    others = client.get("/demo/mail/?to=bob@mail.example").content.decode()
    assert "To Ada" not in others
    assert '<option value="ada@mail.example">' in others


@in_a_demo
def test_the_newest_mail_is_on_top(folder: Path, client: Client) -> None:
    drop(folder, "b.eml", "First", age_s=60)
    drop(folder, "a.eml", "Second: grüß <b>Gott</b>")
    page = client.get("/demo/mail/").content.decode()
    assert page.index("Second: grüß &lt;b&gt;Gott") < page.index("First")
    assert "ada@mail.example, November 21, 2026, 09:00 EST" in page


@in_a_demo
def test_an_empty_mailbox_says_so(
    cast: Cast, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.DEMO_MAIL_DIR = tmp_path / "not there yet"
    assert "No mail yet" in client.get("/demo/mail/").content.decode()


@in_a_demo
def test_a_mail_as_text_and_in_its_frame(folder: Path, client: Client) -> None:
    drop(folder, "a.eml", "Hello")
    answer = client.get("/demo/mail/a.eml/")
    page = " ".join(answer.content.decode().split())
    assert '<a href="http://localhost:8000/verify/"' in page
    assert "&lt;more&gt;" in page
    assert 'src="/demo/mail/a.eml/html/" sandbox="allow-top-navigation-by-user-activation"' in page
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]


@in_a_demo
def test_the_html_may_do_nothing(folder: Path, client: Client) -> None:
    drop(folder, "a.eml", "Hello")
    answer = client.get("/demo/mail/a.eml/html/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in answer.content.decode()


@in_a_demo
def test_attachments_are_for_saving(folder: Path, client: Client) -> None:
    drop(folder, "a.eml", "Hello")
    answer = client.get("/demo/mail/a.eml/attachments/1/")
    assert answer.content == b"%PDF-"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''confirm")
    assert client.get("/demo/mail/a.eml/attachments/2/").status_code == 404


@in_a_demo
@pytest.mark.parametrize("name", ["../secret.eml", "..%2Fsecret.eml", "secret.eml", "none.eml"])
def test_only_what_the_folder_lists_is_read(folder: Path, client: Client, name: str) -> None:
    assert client.get(f"/demo/mail/{name}/").status_code == 404


@in_a_demo
def test_a_mail_that_is_hardly_one_is_still_shown(folder: Path, client: Client) -> None:
    (folder / "odd.eml").write_bytes(b"Date: soon\n\n\xff\xfe")
    assert "(no subject)" in client.get("/demo/mail/").content.decode()
    assert client.get("/demo/mail/odd.eml/").status_code == 200


@in_a_demo
def test_the_foot_leads_to_the_mailbox(folder: Path, client: Client) -> None:
    assert 'href="/demo/mail/"' in client.get("/").content.decode()


def test_outside_a_demo_there_is_no_mailbox(cast: Cast, client: Client) -> None:
    assert client.get("/demo/mail/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:mailbox")
    assert "Demo mailbox" not in client.get("/").content.decode()
