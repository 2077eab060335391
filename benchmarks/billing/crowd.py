"""A crowd of subscriptions that are all due, made by bare SQL in seconds."""

from datetime import UTC, datetime, timedelta

from benchmarks.bare import Bare

# Everything is due by then: terms ended within the month before.
DUE_AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ANNUAL_SHARE = 3  # of ten
_FILLED = ("customer", "paymentmethod", "subscription", "subscriptionevent", "entitlement")


def crowd(bare: Bare, count: int, *, postgres: bool, leavers_every: int = 0) -> None:
    """Write a German seller with annual and monthly prices, and `count` subscribers who are due.

    One customer, card and subscription each; three of ten annual; inclusive prices, 19 % tax.
    Every `leavers_every`-th is not due yet: they can be cancelled while the others are billed.
    """
    bare.begin()
    for statement in _catalogue(postgres=postgres):
        bare.run(statement, ())
    for statement in _people(count, postgres=postgres):
        bare.run(statement, ())
    if leavers_every:
        later = (
            "current_period_end + interval '40 days'"
            if postgres
            else "datetime(current_period_end, '+40 days')"
        )
        bare.run(
            f"UPDATE fairwell_subscription SET current_period_end = {later}, bill_at = {later},"
            " anchor_at = current_period_start, anchor_period_no = 1 WHERE MOD(id, %s) = 0",
            (leavers_every,),
        )
    bare.commit()
    if postgres:
        for table in (
            "customer",
            "paymentmethod",
            "subscription",
            "subscriptionevent",
            "entitlement",
        ):
            bare.run(
                f"SELECT setval(pg_get_serial_sequence('fairwell_{table}', 'id'), {count})", ()
            )
    bare.run("VACUUM ANALYZE" if postgres else "ANALYZE", ())


def _catalogue(*, postgres: bool) -> list[str]:
    yes, no, empty = ("true", "false", "'[]'") if postgres else ("1", "0", "'[]'")
    start = _instant(datetime(2020, 1, 1, tzinfo=UTC), postgres=postgres)
    return [
        "INSERT INTO fairwell_vendor (id, name, legal_name, postal_address, country, subdivision,"
        " timezone, default_language, languages, default_currency, brand, vat_number,"
        " default_policy) VALUES (1, 'Bench', 'Bench GmbH', '', 'DE', '', 'Europe/Berlin', 'en',"
        f" {empty}, 'EUR', '{{}}', '', 'vendor-60-annual')",
        "INSERT INTO fairwell_sellercard (id, legal_name, address, country, vat_number, created_at)"
        f" VALUES (1, 'Bench GmbH', '', 'DE', '', {start})",
        "INSERT INTO fairwell_taxregistration"
        " (id, country, subdivision, scheme, number, valid_from)"
        " VALUES (1, 'DE', '', 'domestic', '', '2020-01-01')",
        "INSERT INTO fairwell_product (id, external_id, name, policy, tax_category)"
        " VALUES (1, 'p', 'Product', '', 'software')",
        "INSERT INTO fairwell_plan (id, product_id, tier, rank, features)"
        f" VALUES (1, 1, 'Plus', 0, {empty})",
        *[
            "INSERT INTO fairwell_price (id, external_id, plan_id, version, term, devices,"
            " currency, amount_minor, tax_behaviour, trial, trial_needs_card, intro_periods,"
            f" first_term, notice, active) VALUES ({no_}, 'price{no_}', 1, 1, '{term}', 1, 'EUR',"
            f" {minor},"
            f" 'inclusive', '', {no}, 0, '', '', {yes})"
            for no_, term, minor in ((1, "P1M", 999), (2, "P1Y", 7999))
        ],
    ]


def _people(count: int, *, postgres: bool) -> list[str]:
    yes, no = ("true", "false") if postgres else ("1", "0")
    numbers = (
        f"generate_series(1::bigint, {count}) AS s(i)"
        if postgres
        else f"(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < {count})"
        " SELECT i FROM s) AS s"
    )
    made = _instant(datetime(2022, 1, 1, tzinfo=UTC), postgres=postgres)
    annual = f"MOD(s.i, 10) < {ANNUAL_SHARE}"
    end = _spread(0, postgres=postgres)
    month, year = (_spread(days, postgres=postgres) for days in (31, 365))
    return [
        "INSERT INTO fairwell_customer (id, external_id, email, name, country, subdivision,"
        " language, consumer, vat_number, vat_number_valid, created_at) SELECT s.i, 'c' || s.i,"
        f" 'c' || s.i || '@mail.example', '', 'DE', '', '', {yes}, '', {no}, {made} FROM {numbers}",
        "INSERT INTO fairwell_paymentmethod (id, customer_id, gateway, method_ref, brand, last4)"
        f" SELECT s.i, s.i, 'sandbox', 'pm_' || s.i, 'visa', '4242' FROM {numbers}",
        "INSERT INTO fairwell_subscription (id, external_id, customer_id, price_id, quantity,"
        " renewal, standing, service, concluded_at, informed_of_withdrawal, anchor_at,"
        " anchor_period_no, current_period_no, current_period_start, current_period_end,"
        " method_id, intro_used, bill_at, last_event_no) SELECT s.i, 's' || s.i, s.i,"
        f" CASE WHEN {annual} THEN 2 ELSE 1 END, 1, 'auto_renewing', 'current', 'active', {made},"
        f" {yes}, {end}, 2, 1,"
        f" CASE WHEN {annual} THEN {year} ELSE {month} END, {end}, s.i, 0, {end}, 1 FROM {numbers}",
        "INSERT INTO fairwell_subscriptionevent (id, subscription_id, no, kind, at, actor, channel,"
        " data) SELECT s.id, s.id, 1, 'subscription_imported', "
        f"{made}, 'system', 'import', {_state(postgres=postgres)} FROM fairwell_subscription s"
        " ORDER BY s.id",
        "INSERT INTO fairwell_entitlement (id, subscription_id, feature, quantity, starts_at,"
        f" ends_at) SELECT s.i, s.i, 'devices', 1, {made}, NULL FROM {numbers}",
    ]


def _state(*, postgres: bool) -> str:
    """What the first event of a history tells: the whole state."""
    plain = (
        "'renewal', s.renewal, 'standing', s.standing, 'service', s.service, 'ends_at', NULL,"
        " 'ended_at', NULL, 'period_no', s.current_period_no, 'price', s.price_id,"
        " 'quantity', s.quantity, 'paused_at', NULL, 'resume_at', NULL"
    )
    start, end = (
        f"to_char({each} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"+00:00\"')"
        if postgres
        else f"strftime('%Y-%m-%dT%H:%M:%S+00:00', {each})"
        for each in ("s.current_period_start", "s.current_period_end")
    )
    function = "json_build_object" if postgres else "json_object"
    return f"{function}({plain}, 'period_start', {start}, 'period_end', {end})"


def _spread(days_before: int, *, postgres: bool) -> str:
    """An instant of the last 25 days, another for each number, `days_before` earlier."""
    last = DUE_AT - timedelta(days=days_before)
    if postgres:
        return (
            f"(timestamptz '{last.isoformat()}' - MOD(s.i * 7919, 2160000) * interval '1 second')"
        )
    return f"datetime('{last:%Y-%m-%d %H:%M:%S}', '-' || MOD(s.i * 7919, 2160000) || ' seconds')"


def _instant(at: datetime, *, postgres: bool) -> str:
    return f"timestamptz '{at.isoformat()}'" if postgres else f"'{at:%Y-%m-%d %H:%M:%S}'"
