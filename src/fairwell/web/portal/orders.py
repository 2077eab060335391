"""Orders: everything that was ever charged, and each with its invoice and credit notes."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from fairwell.domain.charge_dispute import decide_dispute
from fairwell.gateways.paper.invoice_from_books import credit_note_view_of, invoice_view_of
from fairwell.gateways.paper.invoice_page import invoice_page
from fairwell.gateways.paper.invoice_pdf import invoice_pdf
from fairwell.models import Invoice, Subscription
from fairwell.queries import wording
from fairwell.queries.dues import is_asked_for
from fairwell.queries.invoices import Bill, Credited, bill_of, credit_note_of, line_name
from fairwell.queries.order_history import OrderHistory, OrderRow, Which, order_history
from fairwell.web.portal.asker import READ, Asker, own_page
from fairwell.web.portal.words import ORDERS

_YEARS = range(1970, 9_000)


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """One order of the list with the word for its state and the badge's tone."""

    row: OrderRow
    state: Promise
    kind: str

    @property
    def to_pay(self) -> bool:
        """Whether it is open and can be paid in the account."""
        return _to_pay(self.row.invoice)


@own_page(*READ)
def orders(request: HttpRequest) -> HttpResponse:
    """All orders of the asker, newest first, 50 a page, of one subscription or year if asked."""
    asker = Asker.of(request)
    year = _number(request, "year")
    which = Which(
        subscription_id=_number(request, "subscription"), year=year if year in _YEARS else None
    )
    history = order_history(asker.user_id, which, page=_number(request, "page") or 1)
    page = {
        "section": "orders",
        "history": history,
        "which": which,
        "orders": [ListedOrder(row, *ORDERS[row.state]) for row in history.rows],
        "newer": _page_url(which, history, -1),
        "older": _page_url(which, history, +1),
    }
    return render(request, "portal/orders.html", page)


@own_page(*READ)
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order: its invoice as it stands on paper, or what we know of one issued elsewhere."""
    asker = Asker.of(request)
    bill = _bill_or_404(request, number)
    state, kind = ORDERS[bill.state]
    refundable = sum(payment.refundable_minor for payment in bill.payments)
    page = {
        "section": "orders",
        "bill": bill,
        "invoice": bill.invoice,
        "what": tuple(dict.fromkeys(filter(None, map(line_name, bill.lines)))),
        "state": state,
        "kind": kind,
        "page": None
        if bill.issued_elsewhere
        else invoice_page(invoice_view_of(bill, asker.language)),
        "may_ask": refundable > 0 and bill.invoice.subscription_id is not None,
        "to_pay": _to_pay(bill.invoice),
        "subscription": _subscription(bill.invoice.subscription),
        "may_dispute": decide_dispute(
            state=bill.invoice.state,
            total_minor=bill.invoice.total_minor,
            order_number=bill.invoice.number,
        )
        is None,
    }
    return render(request, "portal/invoice.html", page)


@own_page(*READ)
def order_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The invoice on paper, with its XML inside; 404 for an order that was issued elsewhere."""
    bill = _bill_or_404(request, number)
    if bill.issued_elsewhere:
        raise Http404
    view = invoice_view_of(bill, Asker.of(request).language)
    return _pdf(invoice_pdf(view), bill.invoice.number)


@own_page(*READ)
def credit_note(request: HttpRequest, number: str) -> HttpResponse:
    """One credit note as it stands on paper, with the way to the order that it corrects."""
    credited = _credited_or_404(request, number)
    view = credit_note_view_of(credited, Asker.of(request).language)
    page = {"section": "orders", "note": credited.note, "page": invoice_page(view)}
    return render(request, "portal/credit_note.html", page)


@own_page(*READ)
def credit_note_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The credit note on paper, with its XML inside."""
    credited = _credited_or_404(request, number)
    view = credit_note_view_of(credited, Asker.of(request).language)
    return _pdf(invoice_pdf(view), credited.note.number)


def _to_pay(invoice: Invoice) -> bool:
    return is_asked_for(invoice) and invoice.subscription_id is not None


def _subscription(owner: Subscription | None) -> dict[str, object] | None:
    """Its key and its name, to lead there."""
    if owner is None:
        return None
    plan = owner.price.plan
    return {"pk": owner.pk, "name": wording.plan_name(plan.product.name, plan.tier)}


def _bill_or_404(request: HttpRequest, number: str) -> Bill:
    bill = bill_of(Asker.of(request).user_id, number)
    if bill is None:
        raise Http404
    return bill


def _credited_or_404(request: HttpRequest, number: str) -> Credited:
    credited = credit_note_of(Asker.of(request).user_id, number)
    if credited is None:
        raise Http404
    return credited


def _number(request: HttpRequest, name: str) -> int | None:
    """A number in the address; what is none asks for nothing."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _page_url(which: Which, history: OrderHistory, step: int) -> str:
    """The address of the page before or after, or "" where there is none."""
    page = history.page + step
    if not 1 <= page <= history.pages:
        return ""
    asked = {"subscription": which.subscription_id, "year": which.year, "page": page}
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"{reverse('portal:orders')}?{query}"


def _pdf(body: bytes, number: str) -> HttpResponse:
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{number}.pdf"'},
    )
