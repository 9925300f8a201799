"""QR codes as one SVG path: the page draws them, no picture is loaded."""

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # modules of white around it, which readers need


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square of ``size`` modules, quiet zone included; the dark ones are strokes one wide."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code of the text, at error correction level M."""
    matrix = segno.make(text, error="m", micro=False).matrix
    strokes = [stroke for row, modules in enumerate(matrix) for stroke in _strokes(row, modules)]
    return QrCode(len(matrix) + 2 * QUIET, "".join(strokes))


def _strokes(row: int, modules: bytearray) -> list[str]:
    """One stroke for each run of dark modules in the row."""
    strokes = []
    column = QUIET
    for dark, run in groupby(modules):
        length = len(list(run))
        if dark:
            strokes.append(f"M{column} {row + QUIET}.5h{length}")
        column += length
    return strokes
