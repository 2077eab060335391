"""The `fairwell` command: its own verbs first, Django's behind them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError
from pydantic import ValidationError


def main() -> None:
    """Run one command; `check-books` and `check_books` are the same.

    What an operator can mend, a wrong setting or a database that is away, is told in one line.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairwell.config.settings")
    os.umask(0o077)  # books, keys and mail are nobody else's to read
    arguments = list(sys.argv)
    if len(arguments) > 1 and not arguments[1].startswith("-"):
        arguments[1] = arguments[1].replace("-", "_")
    try:
        execute_from_command_line(arguments)
    except ValidationError as wrong:
        for error in wrong.errors():
            name = "_".join(str(part) for part in error["loc"]).upper()
            print(f"FAIRWELL_{name}: {error['msg']}.", file=sys.stderr)
        sys.exit(2)
    except ImproperlyConfigured as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)
    except OperationalError as away:
        first = str(away).strip().splitlines()[0]
        print(f"The database does not answer as it should: {first}", file=sys.stderr)
        print("Check FAIRWELL_DATABASE_URL, and run `fairwell migrate` once.", file=sys.stderr)
        sys.exit(3)
