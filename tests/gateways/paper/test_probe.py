from datetime import timedelta
from pathlib import Path
from fairwell.models import Statement
from fairwell.actions.subscriptions.cancel_subscription import cancel_subscription
from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.gateways.paper.statement_pdf import statement_pdf
from fairwell.gateways.paper.statement_view import statement_view
from tests.cast import NOW, Cast
def end(cast, key, choice="now", **o):
    sub = cast.subscriber(key, **o)
    q = quote_ending(subscription_id=sub.pk,user_id=None,at=NOW,actor="subscriber",channel="portal",choice=choice)
    r = cancel_subscription(subscription_id=sub.pk,quote_token=q.token,expected=q.digest,at=NOW,actor="subscriber",channel="portal",idempotency_key=q.token)
    return Statement.objects.get(cancellation=r)
def test_it(cast):
    for key, choice, o in [("anna","now",{}),("bert","end_of_term",{}),("carla","now",dict(payments=(5000,2999)))]:
        s = end(cast,key,choice,**o)
        print(s.document[:100])
        import json; print(json.dumps(json.loads(s.document)["statement"],indent=1))
        print(statement_view(s,"en"))
        Path(f"/tmp/{key}.pdf").write_bytes(statement_pdf(s))
        assert statement_pdf(s)==statement_pdf(s)
