"""In which encoding a file is written, found out while it comes in. Pure.

By its mark; without one, UTF-16 where half of the bytes are NUL, UTF-8 where it is valid to its very end, else what
Windows writes in England (cp1252).
"""

from __future__ import annotations

import codecs

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENOUGH = 4096


class Sniffer:
    """Feed it every byte of a file; then `encoding` is the name of a codec."""

    def __init__(self) -> None:
        self._first = b""
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True

    def feed(self, chunk: bytes) -> None:
        """The next bytes of the file."""
        if len(self._first) < _ENOUGH:
            self._first += chunk[: _ENOUGH - len(self._first)]
        if self._is_utf8:
            try:
                self._utf8.decode(chunk)
            except UnicodeDecodeError:
                self._is_utf8 = False

    @property
    def encoding(self) -> str:
        """The name of a codec, as far as the bytes that were fed tell."""
        for mark, name in _MARKS:
            if self._first.startswith(mark):
                return name
        even, odd = self._first[0::2], self._first[1::2]
        if len(odd) >= 2 and odd.count(0) > 0.4 * len(odd) and even.count(0) == 0:
            return "utf-16-le"
        if len(odd) >= 2 and even.count(0) > 0.4 * len(even) and odd.count(0) == 0:
            return "utf-16-be"
        return "utf-8" if self._is_utf8 and self._ends_well() else "cp1252"

    def _ends_well(self) -> bool:
        pending, _state = self._utf8.getstate()
        return not pending
