"""Addresses of this room."""

from django.urls import path

from fairwell.web.portal import (
    cancel,
    confirmations,
    details,
    orders,
    refund,
    renewal,
    review,
    subscriptions,
    undo,
    why,
    withdraw,
)

app_name = "portal"
_one = "subscriptions/<int:pk>/"
_document = "confirmations/<str:reference>/"
_order = "orders/<path:number>/"
urlpatterns = [
    path("", subscriptions.subscriptions, name="subscriptions"),
    path(_one, subscriptions.subscription, name="subscription"),
    path(f"{_one}cancel/", cancel.cancel, name="cancel"),
    path(f"{_one}withdraw/", withdraw.withdraw, name="withdraw"),
    path(f"{_one}renewal/", renewal.renewal, name="renewal"),
    path("quotes/<str:token>/", review.review, name="review"),
    path(_document, confirmations.confirmation, name="confirmation"),
    path(f"{_document}document.pdf", confirmations.confirmation_pdf, name="confirmation_pdf"),
    path(f"{_document}document.json", confirmations.confirmation_json, name="confirmation_json"),
    path(f"{_document}resend/", confirmations.resend, name="resend"),
    path(f"{_document}undo/", undo.undo, name="undo"),
    path("refund/", refund.refund, name="refund"),
    path("refund/ask/", refund.ask, name="ask"),
    path("cases/<str:reference>/", refund.case, name="case"),
    path("orders/", orders.orders, name="orders"),
    path(f"{_order}invoice.pdf", orders.order_pdf, name="order_pdf"),
    path(f"{_order}why/", why.why, name="why"),
    path("credit-notes/<str:number>/", orders.credit_note, name="credit_note"),
    path(
        "credit-notes/<str:number>/credit-note.pdf", orders.credit_note_pdf, name="credit_note_pdf"
    ),
    path("details/", details.details, name="details"),
    # Numbers from elsewhere may hold a slash: this comes last, so that it takes no page's address.
    path(_order, orders.order, name="order"),
]
