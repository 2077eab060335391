"""`python -m fairwell.management` is the `fairwell` command."""

from fairwell.management.cli import main

main()
