"""What came is held against what was asked for, by this build or by one that knows no more than the ledger's ticket."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rdbuild import catalogue, request
from rdbuild.inspection import Inspected, asked_by, inspect
from rdbuild.model import Asset, Mark

RED, BLUE, CLEAR = (255, 0, 0, 255), (0, 0, 255, 255), (0, 0, 0, 0)


def png(*colours: tuple[int, int, int, int], size: tuple[int, int] = (64, 64)) -> bytes:
    """A picture of the last colour but for its first pixels."""
    image = Image.new("RGBA", size, colours[-1])
    for x, colour in enumerate(colours[:-1]):
        image.putpixel((x, 0), colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def gif(*durations: int) -> bytes:
    frames = [Image.new("RGB", (48, 48), (index * 9, 0, 0)) for index in range(len(durations))]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=list(durations))
    return out.getvalue()


MAIN, WITH_BG, BEFORE = png(CLEAR, RED), png(BLUE, RED), png(CLEAR, (250, 0, 0, 255), RED)
BOTH = {"remove_bg": True, "return_non_bg_removed": True, "return_pre_palette": True}


def asked(**changes: Any) -> dict[str, Any]:
    """As the ledger's ticket has it: through JSON and back."""
    asset = Asset("hero", Mark("rdbuild.yaml", 1, 1), "hero", "a knight", "rd_fast__game_asset", 64, 64, **changes)
    found: dict[str, Any] = json.loads(json.dumps(asked_by(request.make(asset, catalogue.load(), {}, lambda *_: ""))))
    return found


def look(what: dict[str, Any], *came: bytes) -> Inspected:
    return inspect(what, [(sha256(data).hexdigest(), data) for data in came])


@pytest.mark.parametrize("came", [(MAIN, WITH_BG, BEFORE), (BEFORE, MAIN, WITH_BG), (WITH_BG, BEFORE, MAIN)])
def test_extras_are_told_apart_by_their_pixels_from_what_the_ticket_says(came: tuple[bytes, ...]) -> None:
    found = look(asked(params=BOTH, palette=("#ff0000", "#0000ff")), *came)
    roles = {one.sha256: (one.role, one.of) for one in found.pictures}
    assert roles == {
        sha256(MAIN).hexdigest(): ("", 0),
        sha256(WITH_BG).hexdigest(): ("with_bg", 1),
        sha256(BEFORE).hexdigest(): ("pre_palette", 1),
    }
    assert (found.pictures[0].role, found.expected, found.fault) == ("", 1, None)


def test_a_ticket_of_an_earlier_version_names_no_extras() -> None:
    what = asked(params=BOTH, palette=("#ff0000",))
    del what["extras"], what["palette"]
    assert [one.role for one in look(what, MAIN, WITH_BG).pictures] == ["", "extra"]


def test_without_a_ticket_everything_that_came_was_asked_for() -> None:
    found = look({}, MAIN, WITH_BG)
    assert ([one.role for one in found.pictures], found.expected, found.fault) == (["", ""], 2, None)


@pytest.mark.parametrize(
    ("changes", "came", "fault"),
    [
        ({}, (b"no picture",), "picture 1: is not a PNG, GIF, JPEG or WebP picture"),
        ({}, (png(RED, size=(64, 63)),), "picture 1 is 64x63, not 64x64"),
        ({"num_images": 2}, (MAIN,), "1 of 2 pictures came"),
        ({"num_images": 2}, (), "0 of 2 pictures came"),
        ({"params": BOTH}, (MAIN, b""), "picture 2: is empty"),
    ],
)
def test_a_delivery_that_can_not_be_published_says_why_and_still_names_all_that_came(
    changes: dict[str, Any], came: tuple[bytes, ...], fault: str
) -> None:
    found = look(asked(**changes), *came)
    assert found.fault == fault
    assert sorted(one.sha256 for one in found.pictures) == sorted(sha256(data).hexdigest() for data in came)


def test_an_animation_has_the_durations_of_its_frames() -> None:
    (picture,) = look({}, gif(150, 200, 150)).pictures
    assert (picture.media, picture.width, picture.height, picture.durations) == ("gif", 48, 48, (150, 200, 150))


def test_animations_beside_each_other_are_never_compared() -> None:
    what = {**asked(params=BOTH, palette=("#ff0000",)), "sizes": []}
    assert [one.role for one in look(what, gif(100, 100), MAIN).pictures] == ["", "extra"]


def _drawn(mode: str, size: tuple[int, int], colour: object, kind: str, length: int) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind)  # type: ignore[arg-type]
    return out.getvalue()[:length]


SIZES = st.sampled_from([(1, 1), (8, 8), (64, 64), (3, 90)])
LENGTHS = st.sampled_from([20, 60, 10_000])  # some end too soon
SHADES = st.integers(0, 255)
CAME = st.one_of(
    st.binary(max_size=60),
    st.builds(_drawn, st.just("RGB"), SIZES, st.tuples(SHADES, SHADES, SHADES), st.just("PNG"), LENGTHS),
    st.builds(_drawn, st.just("RGBA"), SIZES, st.tuples(SHADES, SHADES, SHADES, SHADES), st.just("PNG"), LENGTHS),
    st.builds(_drawn, st.just("L"), SIZES, SHADES, st.sampled_from(["PNG", "GIF", "JPEG"]), LENGTHS),
)
ROLES = st.sampled_from([[], ["with_bg"], ["pre_palette"], ["pre_palette", "with_bg"]])


@settings(max_examples=150, deadline=None)
@given(st.lists(CAME, max_size=6), st.integers(1, 3), ROLES, st.sampled_from([None, ["#000000", "#ffffff"]]))
def test_whatever_comes_is_named_in_the_result_once(
    came: list[bytes], expected: int, roles: list[str], palette: list[str] | None
) -> None:
    """It was paid for: no delivery may keep its receipt from being written."""
    asked = {"expected": expected, "sizes": [[64, 64]], "extras": roles, "palette": palette}
    numbered = [(str(number), data) for number, data in enumerate(came)]
    found = inspect(asked, numbered)
    assert sorted(one.sha256 for one in found.pictures) == [name for name, _ in numbered]
    assert found.fault is not None or len(came) >= expected
