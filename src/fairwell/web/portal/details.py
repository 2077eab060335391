"""Who we think you are: the names and addresses on our books, and where to change the rest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairwell.queries.account import customers_of
from fairwell.queries.vat_numbers import vat_numbers
from fairwell.web.portal.asker import READ, Asker, own_page


@own_page(*READ)
def details(request: HttpRequest) -> HttpResponse:
    """Every customer record that the asker has claimed, and the links to sign-in and security."""
    customers = customers_of(Asker.of(request).user_id)
    numbers = vat_numbers(customers)
    records = [(customer, numbers.get(customer.pk)) for customer in customers]
    return render(request, "portal/details.html", {"records": records})
