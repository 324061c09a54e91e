"""Chinese inside formulas: the formula font has none, so letters keep its place until Qt draws it.

Every Han character becomes an M in a colour of its own; the M is found in the SVG by its colour,
taken out, and its place is where the character belongs.
"""

import re
from typing import NamedTuple

HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
TEXT = re.compile(r"\\(text|textrm|textbf|mbox|mathrm)\{([^{}]*)\}")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
FIRST_COLOUR = 0x010000
MOST = 200
CAP_HEIGHT = 0.655
"""Of an M of the formula font, in its size."""


class Place(NamedTuple):
    """A character, the middle of its foot in the SVG's units, and its size in them."""

    character: str
    x: float
    baseline: float
    size: float


def hide(tex: str) -> tuple[str, str]:
    """The formula with every Han character replaced, and these characters in order."""
    hidden: list[str] = []

    def letter(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return rf"\textcolor{{#{FIRST_COLOUR + len(hidden):06x}}}{{\mathrm{{M}}}}"

    def split(match: re.Match[str]) -> str:
        parts = re.split(rf"({HAN.pattern})", match[2])
        return "{" + "".join(_part(part, match[1]) for part in parts if part) + "}"

    parted = TEXT.sub(lambda match: split(match) if HAN.search(match[2]) else match[0], tex)
    return HAN.sub(letter, parted), "".join(hidden)


def _part(part: str, command: str) -> str:
    """A space at the beginning would take the colour of what stands before it (ziamath 0.13)."""
    if HAN.match(part):
        return part
    text = part.lstrip()
    space = r"\;" if text != part else ""
    return space + (rf"\{command}{{{text}}}" if text else "")


def find(svg: str, hidden: str) -> tuple[str, list[Place]]:
    """The SVG without the letters that kept a place, and the places.

    Raises:
        ValueError: a character has lost its place.
    """
    places = []
    for index, character in enumerate(hidden, 1):
        colour = f"#{FIRST_COLOUR + index:06x}"
        match = re.search(rf'<path d="([^"]*)" fill="{colour}" />', svg)
        if match is None:
            raise ValueError(character)
        numbers = [float(number) for number in NUMBER.findall(match[1])]
        across, down = numbers[::2], numbers[1::2]
        size = (max(down) - min(down)) / CAP_HEIGHT
        places.append(Place(character, (min(across) + max(across)) / 2, max(down), size))
        svg = svg.replace(match[0], "", 1)
    return svg, places
