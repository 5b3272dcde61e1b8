"""The burnt-in clock: a band of three macroblock rows under a picture, written straight into the compressed stream.

Each row is a slice of its own. In a key picture its letters are I_PCM macroblocks; in the others everything is
skipped but the macroblocks whose letters changed. Nothing is encoded, so 80 clocks cost next to nothing. As a
slice cannot see another, a skipped macroblock does not move and a decoder shows exactly the bytes written here.
"""

from __future__ import annotations

from datetime import UTC
from functools import cache, lru_cache

import numpy as np

from beadle.platform.clock import from_us
from beadle.simulator.bits import protect
from beadle.simulator.glyphs import glyph
from beadle.simulator.h264 import MACROBLOCK, SequenceParameters, SliceHeader, nal_byte, start_slice
from beadle.simulator.stamp import CELLS, TENTH_US, USED, strip

ROWS = 3
HEIGHT = ROWS * MACROBLOCK
BLACK, WHITE = 16, 235
"""Luma of video range: no sample is 0, so the samples never need emulation prevention."""

_CHROMA = bytes([128]) * 128
_PCM_IN_I, _PCM_IN_P, _COPY_LEFT = 25, 30, 2
"""mb_type: I_PCM in I and P slices (tables 7-11 and 7-13), Intra 16x16 predicted from the left without residual."""

Row = tuple[bytes, ...]
"""One row of macroblocks: 384 samples each, luma then both chroma planes."""

Changes = tuple[tuple[int, bytes], ...]
"""Columns of a row, ascending, with the macroblocks that they hold from now on."""


def _body(luma: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    return luma.tobytes() + _CHROMA


_BLANK = bytes([BLACK]) * 256 + _CHROMA


@cache
def _letter(character: str, width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Luma of one letter in its cell: 32 x 16 samples for wide letters (width 16), 16 x 8 for narrow ones."""
    wide = width == MACROBLOCK
    cell = np.full((32, 16) if wide else (16, 8), BLACK, np.uint8)
    if character != " ":
        shape = glyph(character, 12, 19, 2.6) if wide else glyph(character, 7, 11, 1.3)
        top, left = (3, 2) if wide else (3, 0)
        light = BLACK + shape.astype(np.uint16) * (WHITE - BLACK) // 255
        cell[top : top + shape.shape[0], left : left + shape.shape[1]] = light
    return cell


@cache
def _wide_bodies(character: str) -> tuple[bytes, bytes]:
    cell = _letter(character, 16)
    return _body(cell[:16]), _body(cell[16:])


@cache
def _narrow_body(pair: str) -> bytes:
    return _body(np.hstack([_letter(pair[0], 8), _letter(pair[1], 8)]))


@cache
def _can_copy(left: bytes, body: bytes) -> bool:
    """Whether every line of `body` continues the last sample of the macroblock to its left."""
    return body[:256] == b"".join(bytes([left[16 * line + 15]]) * 16 for line in range(16))


class BandLayout:
    """Where the letters and cells of a band stand, for pictures of one width (pixels, a multiple of 16)."""

    def __init__(self, width: int) -> None:
        self.columns = width // MACROBLOCK
        self._wide = width >= 960
        self.letters = self.columns if self._wide else 2 * self.columns
        edges = [round(cell * width / CELLS) for cell in range(CELLS + 1)]
        self._cells = [
            [(c, edges[c], edges[c + 1]) for c in range(CELLS) if edges[c] < 16 * x + 16 and edges[c + 1] > 16 * x]
            for x in range(self.columns)
        ]
        self._cell_bodies: dict[tuple[int, int], bytes] = {}
        self._columns_of = [
            range(edges[cell] // MACROBLOCK, -(-edges[cell + 1] // MACROBLOCK)) for cell in range(CELLS)
        ]
        # A macroblock's cells as a shift and a mask into the strip of CELLS bits.
        self._masks = [(CELLS - 1 - cells[-1][0], (1 << len(cells)) - 1) for cells in self._cells]

    def line(self, label: str, moment_us: int) -> str:
        """What the letters say at a moment (microseconds since 1970); `label` as far as there is room."""
        moment = from_us(moment_us - moment_us % TENTH_US).astimezone(UTC)
        shown = f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // TENTH_US}Z"
        if self.letters < len(shown) + 6:  # a very small picture: no date
            shown = shown[11:]
        room = self.letters - len(shown) - 2
        return f" {label[: room - 1]:<{room}}{shown} "

    def cell(self, x: int, bits: int) -> bytes:
        """The macroblock of column `x` in the strip of cells; `bits`: all CELLS of them, the leftmost first."""
        shift, mask = self._masks[x]
        pattern = bits >> shift & mask
        return self._cell_bodies.get((x, pattern)) or self._draw_cells(x, pattern)

    def letter(self, x: int, line: str) -> tuple[bytes, bytes]:
        """The macroblocks of column `x` in the two rows below."""
        if self._wide:
            return _wide_bodies(line[x])
        return _narrow_body(line[2 * x : 2 * x + 2]), _BLANK

    def rows(self, bits: int, line: str) -> tuple[Row, ...]:
        """The three rows for a strip and a line of letters."""
        columns = range(self.columns)
        pairs = [self.letter(x, line) for x in columns]
        cells = tuple(self.cell(x, bits) for x in columns)
        return cells, tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)

    def changes(self, before: tuple[int, str], after: tuple[int, str]) -> tuple[Changes, ...]:
        """For each row the columns that differ between two strips and lines, with what they hold afterwards."""
        flipped = before[0] ^ after[0]
        columns: set[int] = set()
        while flipped:
            lowest = (flipped & -flipped).bit_length() - 1
            columns.update(self._columns_of[CELLS - 1 - lowest])
            flipped &= flipped - 1
        cells = tuple((x, self.cell(x, after[0])) for x in sorted(columns))
        if before[1] == after[1]:
            return cells, (), ()
        per = 1 if self._wide else 2
        pairwise = enumerate(zip(before[1], after[1], strict=True))
        differing = sorted({index // per for index, (old, new) in pairwise if old != new})
        pairs = [(x, self.letter(x, after[1])) for x in differing]
        lower = tuple((x, pair[1]) for x, pair in pairs) if self._wide else ()
        return cells, tuple((x, pair[0]) for x, pair in pairs), lower

    def _draw_cells(self, x: int, pattern: int) -> bytes:
        luma = np.full((16, 16), BLACK, np.uint8)
        cells = self._cells[x]
        for index, (_, left, right) in enumerate(cells):
            if pattern >> len(cells) - 1 - index & 1:
                luma[:, max(0, left - 16 * x) : max(0, right - 16 * x)] = WHITE
        body = self._cell_bodies[x, pattern] = _body(luma)
        return body


@lru_cache(maxsize=16384)
def _head(header: SliceHeader, sps: SequenceParameters, row: int) -> tuple[int, int]:
    writer = start_slice(header, sps, (sps.height - ROWS + row) * sps.width)
    return writer.value, writer.count


@cache
def _ue(number: int) -> tuple[int, int]:
    return number + 1, 2 * (number + 1).bit_length() - 1


class _SliceData:
    """Bits that wait for a byte boundary, and the bytes before them."""

    def __init__(self, header: SliceHeader, sps: SequenceParameters, row: int) -> None:
        self._value, self._count = _head(header, sps, row)
        self._parts: list[bytes] = []

    def ue(self, number: int) -> None:
        value, count = _ue(number)
        self._value = self._value << count | value
        self._count += count

    def u(self, count: int, number: int) -> None:
        self._value = self._value << count | number
        self._count += count

    def samples(self, body: bytes) -> None:
        """Align with zeros and append the samples of an I_PCM macroblock."""
        pad = -self._count % 8
        self._parts += ((self._value << pad).to_bytes((self._count + pad) // 8, "big"), body)
        self._value = self._count = 0

    def finish(self, first_byte: int) -> bytes:
        self.u(1, 1)
        pad = -self._count % 8
        self._parts.append((self._value << pad).to_bytes((self._count + pad) // 8, "big"))
        return bytes([first_byte]) + protect(b"".join(self._parts))


def intra_slice(header: SliceHeader, sps: SequenceParameters, row: int, bodies: Row) -> bytes:
    """The NAL unit of one row of a key picture."""
    data = _SliceData(header, sps, row)
    left = b""
    left_is_pcm = False
    for body in bodies:
        if left and _can_copy(left, body):
            data.ue(_COPY_LEFT)
            data.ue(1)  # intra_chroma_pred_mode: horizontal
            data.u(1, 1)  # mb_qp_delta 0
            # coeff_token for no coefficients; its code depends on the count to the left, 16 for I_PCM (table 9-5)
            data.u(6, 0b000011) if left_is_pcm else data.u(1, 1)
            left_is_pcm = False
        else:
            data.ue(_PCM_IN_I)
            data.samples(body)
            left_is_pcm = True
        left = body
    return data.finish(nal_byte(header))


def inter_slice(header: SliceHeader, sps: SequenceParameters, row: int, changes: Changes) -> bytes:
    """The NAL unit of one row of a picture that differs from the one before in `changes`."""
    if not changes:
        return _unchanged(header, sps, row)
    data = _SliceData(header, sps, row)
    after = -1
    for x, body in changes:
        data.ue(x - after - 1)  # mb_skip_run
        data.ue(_PCM_IN_P)
        data.samples(body)
        after = x
    if after + 1 < sps.width:
        data.ue(sps.width - after - 1)
    return data.finish(nal_byte(header))


@lru_cache(maxsize=16384)
def _unchanged(header: SliceHeader, sps: SequenceParameters, row: int) -> bytes:
    data = _SliceData(header, sps, row)
    data.ue(sps.width)
    return data.finish(nal_byte(header))


class Band:
    """The clock of one stream: the slices to append to each of its pictures.

    A key picture draws everything; another draws what changed since the picture before, so every picture of the
    stream has to be asked for in order, from a key picture on.
    """

    def __init__(self, layout: BandLayout, label: str, camera: int) -> None:
        self._layout = layout
        self._label = label
        self._camera = camera
        self._tenth = -1
        self._shown = (0, "")

    def slices(self, header: SliceHeader, sps: SequenceParameters, moment_us: int) -> list[bytes]:
        """NAL units of the band for a picture with that header, at that moment (microseconds since 1970, UTC)."""
        before = self._shown
        tenth = moment_us // TENTH_US
        if tenth != self._tenth:
            self._tenth = tenth
            bits = strip(self._camera, tenth) << CELLS - USED
            self._shown = bits, self._layout.line(self._label, moment_us)
        if not header.inter or not before[1]:
            return self.repeat(header, sps)
        if before is self._shown:
            return [_unchanged(header, sps, row) for row in range(ROWS)]
        changes = self._layout.changes(before, self._shown)
        return [inter_slice(header, sps, row, changes[row]) for row in range(ROWS)]

    def repeat(self, header: SliceHeader, sps: SequenceParameters) -> list[bytes]:
        """The slices that leave the band as it was."""
        if not header.inter and self._shown[1]:
            rows = self._layout.rows(*self._shown)
            return [intra_slice(header, sps, row, rows[row]) for row in range(ROWS)]
        return [_unchanged(header, sps, row) for row in range(ROWS)]
