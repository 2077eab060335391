"""The operator's settings, read once from the environment, each with a type and a meaning."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    """Every setting Fairwell reads; each is the field's name in capitals after ``FAIRWELL_``."""

    model_config = SettingsConfigDict(env_prefix="FAIRWELL_", extra="ignore")

    data_dir: Path = Field(
        default=Path("var"), description="Where keys, the SQLite file and the sandbox's books live."
    )
    database_url: str = Field(
        default="", description="Database URL; empty means SQLite in the data directory."
    )
    secret_key: str = Field(
        default="",
        description="Signs sessions and links; empty means one is made in the data directory.",
    )
    public_url: str = Field(
        default="http://localhost:8000", description="Address of the site as visitors type it."
    )
    allowed_hosts: str = Field(
        default="", description="Further host names served, comma-separated."
    )
    trust_proxy: bool = Field(
        default=False,
        description="Believe X-Forwarded-Proto and X-Forwarded-For of a proxy in front.",
    )
    debug: bool = Field(default=False, description="Django's debug pages; never in production.")
    log_format: Literal["console", "json"] = Field(
        default="console", description="How log lines are written."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least severe log line that is written."
    )
    web_host: str = Field(default="127.0.0.1", description="Address the web server binds.")
    web_port: int = Field(default=8000, ge=1, le=65535, description="Port of the web server.")
    web_threads: int = Field(
        default=4, ge=1, le=256, description="Threads of each web process that run requests."
    )
    web_processes: int = Field(default=1, ge=1, le=64, description="Web processes.")
    worker_interval_ms: int = Field(
        default=500, ge=50, le=60_000, description="Pause between two looks at the outbox, in ms."
    )
    smtp_url: str = Field(
        default="smtp://127.0.0.1:25",
        description="Mail server: smtp://user:password@host:port, smtps:// for TLS from the "
        "start, smtp+starttls:// for STARTTLS.",
    )
    smtp_timeout_s: int = Field(
        default=20, ge=1, le=60, description="Seconds to wait for each answer of the mail server."
    )
    attach_invoices: bool = Field(
        default=True, description="Whether a receipt's mail brings the invoice as PDF."
    )
    payments: Literal["sandbox"] = Field(
        default="sandbox", description="Which payment gateway moves the money."
    )
    sandbox_url: str = Field(
        default="http://127.0.0.1:8099", description="Where the sandbox gateway listens."
    )
    sandbox_seed: int = Field(
        default=1, description="Seed of the sandbox gateway's declines and faults."
    )
    sandbox_settle_days: int = Field(
        default=0, ge=0, le=30, description="Days until the sandbox settles a refund; 0 is at once."
    )
    gateway_timeout_s: float = Field(
        default=10, gt=0, le=60, description="Seconds to wait for the payment gateway's answer."
    )
    gateway_rate_per_s: float = Field(
        default=25, gt=0, le=10_000, description="Calls a second that one worker makes at most."
    )
    gateway_concurrency: int = Field(
        default=8, ge=1, le=64, description="Charges that one worker sends at the same time."
    )
    billing: Literal["off", "on"] = Field(
        default="off",
        description="Whether the worker bills, charges, collects and reminds by itself.",
    )
    billing_every_minutes: int = Field(
        default=15, ge=1, le=1440, description="How often the worker bills what is due."
    )
    vat_register: Literal["none", "vies"] = Field(
        default="none", description="Where VAT numbers are checked; none accepts no number."
    )
    vat_register_url: str = Field(
        default="", description="Address of the register; empty is the official one."
    )
    quote_minutes: int = Field(
        default=30, ge=1, le=1440, description="How long a quoted ending and refund are honoured."
    )
    invitation_days: int = Field(
        default=14, ge=1, le=90, description="How long an invitation link works."
    )
    test_clock: bool = Field(
        default=False,
        description="Let `fairwell clock` move the product's time; for demos and tests only.",
    )
    demo: bool = Field(
        default=False, description="Show the demo's local mail view; for demos only."
    )
