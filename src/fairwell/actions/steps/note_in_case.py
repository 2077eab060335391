"""What a person must know of a matter that is open already goes into its case."""

from fairwell.models import Case


def note_in_case(case: Case | None, text: str) -> None:
    """Add a line to the case and open it again; a line that stands there is not written twice."""
    if case is None or text in case.message:
        return
    case.message = f"{case.message}\n{text}".strip()
    case.state, case.closed_at = "open", None
    case.save(update_fields=["message", "state", "closed_at"])
