"""Split a CSV file into records by bytes, so that one damaged row never costs its neighbours."""

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, Final

LONGEST_RECORD: Final = 128 * 1024
"""Bytes; also csv's own limit for one field, so that it can never be the one to stop us."""
MOST_LINES_OF_A_RECORD: Final = 200
HEAD: Final = 64 * 1024

_WIDE_BOMS: Final = (
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
)

TOO_LONG: Final = (
    "The line is longer than 128 KiB, which no export writes, so it was not read. "
    "Look for a damaged value in it, or export the file again."
)
UNCLOSED: Final = (
    "A quotation mark opens here and is never closed, so the row can't be read. "
    "Correct the row, or export the file again."
)
MISQUOTED: Final = (
    "A quotation mark or line break stands where a value has none, so the row can't be read. "
    'Write " inside a value as "", or export the file again.'
)
DAMAGED: Final = "The row contains a NUL byte: the file is damaged. Export it again."
EMPTY: Final = "The file is empty. Export it again."
WIDE: Final = (
    "The file is UTF-16, which spreadsheets call “Unicode text”. "
    "Save it as “CSV UTF-8” and import it again."
)
WORKBOOK: Final = "This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8” and import that."
OLD_LINE_ENDS: Final = (
    "The lines end in the old Macintosh way (CR only). Save it as “CSV UTF-8” and import it again."
)


def file_complaint(head: bytes) -> str:
    """Why a file that begins with `head` (up to HEAD bytes) can't be read at all, or ""."""
    bare = head.removeprefix(codecs.BOM_UTF8)
    if head.startswith(_WIDE_BOMS) or head.count(0) * 4 > len(head):
        return WIDE
    if not bare.strip():
        return EMPTY
    if head.startswith(b"PK\x03\x04"):
        return WORKBOOK
    if b"\n" not in head and b"\r" in bare.rstrip(b"\r"):
        return OLD_LINE_ENDS
    return ""


class CsvLines:
    """The records of an open binary file as (line number, values), or (line number, complaint).

    A record starts on the line given and may go on over several where a quoted value has line
    breaks. Never holds more than one record. Once `width` is set, records of another width are
    complaints. A record that can't be read and spans lines costs only its first: the others are
    read again as records of their own.
    """

    def __init__(self, stream: BinaryIO, delimiter: str) -> None:
        self.width: int | None = None
        self._stream = stream
        self._delimiter = delimiter
        self._again: deque[tuple[int, bytes | None]] = deque()
        self._line = 0

    def __iter__(self) -> Iterator[tuple[int, list[str] | str]]:
        while (first := self._take()) is not None:
            line, data = first
            if data is None:
                yield line, TOO_LONG
                continue
            if not data.strip():
                continue
            record = self._whole(line, data)
            if record is None:
                yield line, UNCLOSED
                continue
            text, complaint = _decoded(b"".join(part for _, part in record))
            if complaint:
                yield line, complaint
                continue
            values = self._values(text)
            if isinstance(values, str):
                self._again.extendleft(reversed(record[1:]))
            yield line, values

    def _take(self) -> tuple[int, bytes | None] | None:
        if self._again:
            return self._again.popleft()
        data = self._stream.readline(LONGEST_RECORD + 1)
        if not data:
            return None
        self._line += 1
        if self._line == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        if len(data) <= LONGEST_RECORD:
            return self._line, data
        while data and not data.endswith(b"\n"):
            data = self._stream.readline(HEAD)
        return self._line, None

    def _whole(self, line: int, data: bytes) -> list[tuple[int, bytes]] | None:
        """The lines of the record that begins with `data`; None if its quotation never closes."""
        record, size = [(line, data)], len(data)
        quoted = self._ends_quoted(data, quoted=False)
        while quoted:
            following = self._take()
            part = following[1] if following is not None else None
            size += len(part or b"")
            if part is None or size > LONGEST_RECORD or len(record) == MOST_LINES_OF_A_RECORD:
                if following is not None:
                    self._again.appendleft(following)
                self._again.extendleft(reversed(record[1:]))
                return None
            assert following is not None
            record.append((following[0], part))
            quoted = self._ends_quoted(part, quoted=True)
        return record

    def _ends_quoted(self, data: bytes, *, quoted: bool) -> bool:
        """Whether a quoted value is still open at the end of `data` (csv's rules, RFC 4180)."""
        delimiter, at = ord(self._delimiter), 0
        while (mark := data.find(b'"', at)) >= 0:
            at = mark + 1
            if not quoted:
                quoted = mark == 0 or data[mark - 1] == delimiter
            elif data[at : at + 1] == b'"':
                at += 1
            else:
                quoted = False
        return quoted

    def _values(self, text: str) -> list[str] | str:
        try:
            values = next(csv.reader([text], delimiter=self._delimiter, strict=True), [])
        except csv.Error:
            return MISQUOTED
        if self.width is None:
            return values
        while len(values) > self.width and not values[-1].strip():
            values.pop()
        if len(values) != self.width:
            return (
                f"The row has {len(values)} values, but the header has {self.width} columns. "
                "A value with a comma must stand in quotation marks."
            )
        return values


def _decoded(data: bytes) -> tuple[str, str]:
    """The record's text, or else a complaint."""
    if b"\0" in data:
        return "", DAMAGED
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as bad:
        return "", (
            f"The row is not UTF-8 (byte 0x{data[bad.start]:02X}), as when a spreadsheet saves "
            "Latin-1 or Windows-1252. Save the file as “CSV UTF-8” and import it again."
        )
