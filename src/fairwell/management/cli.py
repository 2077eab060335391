"""The `fairwell` command: its own verbs first, Django's behind them."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command; `check-books` and `check_books` are the same."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairwell.config.settings")
    arguments = list(sys.argv)
    if len(arguments) > 1 and not arguments[1].startswith("-"):
        arguments[1] = arguments[1].replace("-", "_")
    execute_from_command_line(arguments)
