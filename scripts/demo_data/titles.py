"""The columns of Stripe's dashboard exports that the data has, spelled as Stripe spells them."""

from typing import Final

PRODUCTS: Final = "id,Name,Type,Date (UTC),Description,Statement Descriptor,Unit Label,Url"
PRICES: Final = (
    "Price ID,Product ID,Product Name,Product Statement Descriptor,Product Tax Code,Description,"
    "Created (UTC),Amount,Currency,Interval,Interval Count,Usage Type,Aggregate Usage,"
    "Billing Scheme,Trial Period Days,Tax Behavior,plan (metadata),devices (metadata)"
)
CUSTOMERS: Final = (
    "id,Description,Email,Name,Created (UTC),Delinquent,Address City,Address Country,"
    "Address State,Preferred Locales,Plan,Status,Total Spend,Payment Count,Refunded Volume,"
    "Dispute Losses,consumer (metadata)"
)
SUBSCRIPTIONS: Final = (
    "id,Customer ID,Customer Description,Customer Email,Customer Name,Plan,Product,Quantity,"
    "Currency,Interval,Amount,Status,Cancellation Reason,Created (UTC),Start (UTC),"
    "Start Date (UTC),Current Period Start (UTC),Current Period End (UTC),Trial Start (UTC),"
    "Trial End (UTC),Cancel At Period End,Cancel At (UTC),Canceled At (UTC),Ended At (UTC),"
    "concluded_on (metadata),early_start_requested (metadata)"
)
INVOICES: Final = (
    "id,Amount Due,Billing,Charge,Closed,Currency,Customer,Customer Name,Customer Email,"
    "Date (UTC),Due Date (UTC),Number,Paid,Subscription,Subtotal,Total Discount Amount,"
    "Applied Coupons,Tax,Tax Percent,Total,Amount Paid,Status,Description,"
    "Minimum Line Item Period Start (UTC),Maximum Line Item Period End (UTC),"
    "Period Start (UTC),Period End (UTC),Finalized At (UTC),Paid At (UTC)"
)
PAYMENTS: Final = (
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
    "Converted Amount Refunded,Converted Currency,Decline Reason,Description,Fee,Mode,"
    "PaymentIntent ID,Payment Source Type,Statement Descriptor,Status,Seller Message,"
    "Taxes On Fee,Card ID,Card Name,Card Address Country,Card Brand,Card Exp Month,"
    "Card Exp Year,Card Fingerprint,Card Funding,Card Issue Country,Card Last4,Customer ID,"
    "Customer Description,Customer Email,Disputed Amount,Dispute Reason,Dispute Status,"
    "Invoice ID,Invoice Number"
)
