"""What came for a paid request, held against what was asked for.

Owns: which pictures of a delivery are which, and why a delivery can't be published.
Must not know: the network, money, where anything is kept; bytes come in, values go out.
Rule: a picture that can't be decoded or has the wrong size is found before anything is published; whatever came is
named in the result, since it was paid for. One delivery is decoded at a time, and only so much of it: sixteen at once
of what one may take would fill the memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import NamedTuple

from rdbuild import extras, images
from rdbuild.errors import RdbuildError
from rdbuild.model import Json, Picture, Request

MOST_PIXELS = 256_000_000  # of one delivery: 16 pictures of the largest that one may have; seconds of work
_AT_WORK = Lock()


class Inspected(NamedTuple):
    """The pictures that came, in the order of a receipt; `fault`: why they can't be published."""

    pictures: tuple[Picture, ...]
    expected: int
    fault: str | None


def asked_by(request: Request) -> dict[str, Json]:
    """What a receipt says of its request, as JSON: a build of another manifest may be the one to collect it."""
    return {
        "base": request.base,
        "prompt": str(request.fields.get("prompt", "")),
        "style": request.fields.get("prompt_style"),
        "seed": request.seed,
        "expected": request.expected,
        "sizes": [list(size) for size in request.sizes],
        "extras": list(request.extras),
        "palette": list(request.palette) if request.palette is not None else None,
    }


def inspect(asked: Mapping[str, Json], came: Sequence[tuple[str, bytes]]) -> Inspected:
    """Look at every picture that came, as (sha256, bytes). `asked` is that of `asked_by`, or empty."""
    with _AT_WORK:
        return _inspect(asked, came)


def _inspect(asked: Mapping[str, Json], came: Sequence[tuple[str, bytes]]) -> Inspected:
    expected = asked.get("expected", len(came))
    pictures: list[Picture] = []
    fault: str | None = None
    bounds, left = images.DELIVERED, MOST_PIXELS
    for number, (sha256, data) in enumerate(came, 1):
        try:
            seen = images.measure(data, bounds._replace(whole=min(bounds.whole, left)))
        except RdbuildError as error:
            fault = fault or f"picture {number}: {error.message}"
            seen = images.Measured("other", 0, 0, 0)
        left -= seen.width * seen.height * seen.frames
        pictures.append(Picture(sha256, seen.media, seen.width, seen.height, durations=seen.durations))
        if fault is None and asked.get("sizes"):
            fault = _wrong_size(number, seen.width, seen.height, asked["sizes"])
    if fault is None and len(pictures) < expected:
        fault = f"{len(pictures)} of {expected} pictures came"
    return Inspected(_in_order(pictures, [data for _, data in came], asked, expected), expected, fault)


def _in_order(
    pictures: Sequence[Picture], data: Sequence[bytes], asked: Mapping[str, Json], expected: int
) -> tuple[Picture, ...]:
    """The pictures that were asked for, then the extras, each with what it is."""
    stills = images.Stills(data, asked.get("palette"))

    def looks(index: int) -> extras.Looks | None:
        traits = stills.traits(index)
        return None if traits is None else extras.Looks(pictures[index].sha256, *traits)

    roles = asked.get("extras", ()) if len(pictures) > expected else ()
    seen = [looks(index) if roles else None for index in range(len(pictures))]
    places = extras.in_order(seen, expected, roles, stills.difference)
    return tuple(replace(pictures[place.at], role=place.role, of=place.of) for place in places)


def _wrong_size(number: int, width: int, height: int, sizes: Sequence[Sequence[int]]) -> str | None:
    if [width, height] in sizes:
        return None
    return f"picture {number} is {width}x{height}, not {' or '.join(f'{w}x{h}' for w, h in sizes)}"
