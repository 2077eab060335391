from pathlib import Path
from tests.gateways.paper import deeds
from fairwell.models import Notice
from fairwell.gateways.mail.compose import compose
from fairwell.gateways.mail.sink import MailSink
from fairwell.gateways.mail.send import send_letter
from fairwell.config.mailers import mailers
from tests.cast import NOW


def test_it(cast, tmp_path, settings):
    out = Path("/tmp/out")
    with MailSink(tmp_path) as sink:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{sink.port}", 5)
        for k, s in deeds.one_of_each(cast).items():
            n = s.notices.get()
            l = compose(n)
            k = k.replace(" ", "_")
            (out / f"{k}.txt").write_text(l.subject + "\n\n" + l.text)
            (out / f"{k}.html").write_text(l.html)
            (out / f"{k}.pdf").write_bytes(l.enclosures[0].content)
            print(send_letter(l, at=NOW))
        assert len(sink.messages()) == 10
