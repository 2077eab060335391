"""Addresses of this room."""

from django.urls import path

from fairwell.web.portal import (
    billing_details,
    cancel,
    card,
    change,
    change_review,
    confirmations,
    details,
    devices,
    dispute,
    early_end,
    notices,
    orders,
    pause,
    pay,
    refund,
    renewal,
    review,
    start,
    start_card,
    subscriptions,
    undo,
    undo_change,
    vat_check,
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
    path(f"{_one}cancel/earlier/", early_end.early_end, name="early_end"),
    path(f"{_one}withdraw/", withdraw.withdraw, name="withdraw"),
    path(f"{_one}renewal/", renewal.renewal, name="renewal"),
    path(f"{_one}pay/", pay.pay, name="pay"),
    path(f"{_one}card/", card.card, name="card"),
    path("cards/<str:token>/", card.card_back, name="card_back"),
    path(f"{_one}devices/", devices.devices, name="devices"),
    path(f"{_one}started/", start.started, name="started"),
    path("start/<str:price>/", start.start, name="start"),
    path("start/<str:price>/card/", start_card.leave_card, name="start_card"),
    path("start/<str:price>/card/<str:token>/", start_card.card_left, name="start_card_back"),
    path(f"{_one}change/", change.change, name="change"),
    path(f"{_one}pause/", pause.pause, name="pause"),
    path(f"{_one}changes/<int:change>/undo/", undo_change.undo_change, name="undo_change"),
    path("changes/<str:token>/", change_review.change_review, name="change_review"),
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
    path(f"{_order}pay/", pay.pay_order, name="pay_order"),
    path(f"{_order}why/", why.why, name="why"),
    path(f"{_order}dispute/", dispute.dispute, name="dispute"),
    path("credit-notes/<str:number>/", orders.credit_note, name="credit_note"),
    path(
        "credit-notes/<str:number>/credit-note.pdf", orders.credit_note_pdf, name="credit_note_pdf"
    ),
    path("details/", details.details, name="details"),
    path("details/<int:pk>/billing/", billing_details.billing_details, name="billing_details"),
    path("details/<int:pk>/vat-number/", vat_check.vat_check, name="vat_check"),
    path("notices/", notices.notices, name="notices"),
    path(f"{_one}letters/", notices.letters, name="letters"),
    path(f"{_one}renewal.ics", notices.renewal_ics, name="renewal_ics"),
    path("letters/<int:number>/resend/", notices.resend_letter, name="resend_letter"),
    # Numbers from elsewhere may hold a slash: this comes last, so that it takes no page's address.
    path(_order, orders.order, name="order"),
]
