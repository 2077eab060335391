"""What an import did, row by row: new, already there, or wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fairwell.domain.imports import RowProblem

type Numbered[R] = Sequence[tuple[int, R]]


@dataclass(slots=True)
class ImportReport:
    """Counts of one chunk and the rows that could not be taken, by line."""

    file: str
    new: int = 0
    standing: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def refuse(self, line: int, column: str, message: str) -> None:
        """Note a row that cannot be taken, and go on."""
        self.problems.append(RowProblem(self.file, line, column, message))
