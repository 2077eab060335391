"""Log lines as key=value for people or JSON for machines, without personal data or codes."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# Links that let their holder in: invitations, password resets, quotes.
_TOKEN = re.compile(r"(/(?:invitation|quotes|key)/)[^/\s]+")


def hide_tokens(logger: Any, method: str, event: MutableMapping[str, Any]) -> Any:
    """Keep one-time links out of the log: whoever reads it must not be let in by it."""
    for name in ("request", "event", "url", "path"):
        if isinstance(event.get(name), str):
            event[name] = _TOKEN.sub(r"\1…", event[name])
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    hide_tokens,
]


def logging_settings(log_format: str, level: str) -> dict[str, Any]:
    """Django's ``LOGGING``; configures structlog to write through it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    processors: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if log_format == "json":
        # Without local variables: one of them may be a code or an address.
        transformer = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        processors.append(structlog.processors.ExceptionRenderer(transformer))
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [*processors, renderer],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
            "django": {"handlers": [], "level": level, "propagate": True},
        },
    }
