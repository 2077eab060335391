"""To whom invoices are made out: name, address, country and VAT number, changed by their owner."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.people.change_billing_details import BillTo, change_billing_details
from fairwell.domain.tax import VatNumberError, parse_vat_number
from fairwell.gateways.exports.places import subdivision_code
from fairwell.models import Customer
from fairwell.queries.account import customers_of
from fairwell.queries.countries import countries
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other

# Where a part of the country has a tax of its own, so that an invoice must know which.
_WITH_PARTS = ("CA", "US")
_VAT_PROBLEMS = {
    "country_unknown": _(
        "This is no VAT number of that country. Take the country that gave it, or leave it out."
    ),
    "form": _("It is not written like a VAT number of that country: check for typing slips."),
    "check_digit": _("This number cannot exist: is a digit mistyped?"),
}


class BillingDetailsForm(forms.Form):
    """What an invoice says of its buyer."""

    name = forms.CharField(
        label=_("Name or firm"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter the name that invoices are made out to.")},
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=600,
        help_text=_("As it is to be printed, without name and country."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        help_text=_("Tax is charged as it is due there."),
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={"required": _("Choose the country.")},
    )
    subdivision = forms.CharField(
        label=_("State or province"),
        required=False,
        max_length=40,
        help_text=_("For the United States and Canada, in two letters, such as NY."),
        widget=forms.TextInput(attrs={"autocomplete": "address-level1"}),
    )
    business = forms.BooleanField(
        label=_("I buy as a business"),
        required=False,
        help_text=_(
            "Rights that the law gives to private persons only, such as the right to withdraw, do"
            " not apply then. This cannot be taken back here."
        ),
    )
    vat_number = forms.CharField(
        label=_("VAT number"),
        required=False,
        max_length=30,
        help_text=_("Of a business in the European Union. We look it up in the register."),
    )

    def __init__(self, *args: Any, customer: Customer, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_business = not customer.consumer
        choices = [("", "–"), *countries(language)]
        self.fields["country"].choices = choices  # type: ignore[attr-defined]
        if self.is_business:
            del self.fields["business"]

    def clean(self) -> dict[str, Any]:
        """Country, part and VAT number have to fit each other."""
        told: dict[str, Any] = super().clean() or {}
        country = told.get("country", "")
        if country and (part := self._part(told.get("subdivision", ""), country)) is not None:
            told["subdivision"] = part
        number = told.get("vat_number", "")
        if number and not (self.is_business or told.get("business")):
            self.add_error(
                "vat_number",
                _("Only businesses have one: say that you buy as a business, or leave it out."),
            )
        elif number and country:
            try:
                told["vat_number"] = str(parse_vat_number(number, country=country))
            except VatNumberError as wrong:
                self.add_error("vat_number", _VAT_PROBLEMS[wrong.code])
        return told

    def _part(self, text: str, country: str) -> str | None:
        """The ISO 3166-2 code, "" where the country needs none; None after adding an error."""
        if country not in _WITH_PARTS:
            return ""
        part = subdivision_code(country, text.strip())
        if not part:
            self.add_error("subdivision", _("Enter the state or province in two letters."))
            return None
        return part


@own_page(*READ_AND_POST)
def billing_details(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the form of one of the asker's customer records; POST writes a new version."""
    asker = Asker.of(request)
    customer = next((one for one in customers_of(asker.user_id) if one.pk == pk), None)
    if customer is None:
        raise Http404
    if request.method != "POST":
        form = BillingDetailsForm(
            customer=customer, language=asker.language, initial=_initial(customer)
        )
        return _page(request, form)
    form = BillingDetailsForm(request.POST, customer=customer, language=asker.language)
    if not form.is_valid():
        return _page(request, form, status=422)
    told = form.cleaned_data
    change_billing_details(
        customer_id=pk,
        user_id=asker.user_id,
        bill_to=BillTo(
            name=told["name"],
            address="\n".join(filter(None, map(str.strip, told["address"].splitlines()))),
            country=told["country"],
            subdivision=told["subdivision"],
            vat_number=told["vat_number"],
            business=told.get("business", False),
        ),
        at=asker.at,
        actor="subscriber",
        channel="portal",
        idempotency_key=f"billing-details:{pk}",
    )
    messages.success(request, _("New invoices are made out to these details. Older ones stand."))
    return see_other("portal:details")


def _page(request: HttpRequest, form: BillingDetailsForm, status: int = 200) -> HttpResponse:
    page = {"form": form, "section": "details"}
    return render(request, "portal/billing_details.html", page, status=status)


def _initial(customer: Customer) -> dict[str, Any]:
    """What invoices say now; without a version of their own, what our books know."""
    latest = customer.billing_details
    return {
        "name": latest.name if latest else customer.name,
        "address": latest.address if latest else "",
        "country": latest.country if latest else customer.country,
        "subdivision": (latest or customer).subdivision.partition("-")[2],
        "vat_number": (latest or customer).vat_number,
    }
