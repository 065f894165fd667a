"""A sheet is cut where its cells are, named where it is the documented one, and never cut wrongly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild import catalogue
from rdbuild.catalogue import Sheet, Style
from rdbuild.layout import MAX_CELLS, Frame, Layout, Uncut, as_json, cut, describe
from rdbuild.model import Asset, Mark, Output

STYLES = catalogue.load()
SHEETED = [style for style in STYLES.styles.values() if style.sheet is not None and style.sheet.columns]
NATIVE = {"upscale_output_factor": 1}


def style_of(name: str) -> Style:
    found = STYLES.get(name)
    assert found is not None
    return found


def sheet_of(name: str) -> Sheet:
    found = style_of(name).sheet
    assert found is not None
    return found


def done(found: Layout | Uncut) -> Layout:
    assert isinstance(found, Layout), found
    return found


def asset(style: str, size: int, layout: Mapping[str, Any] | None = None, **params: Any) -> Asset:
    return Asset(
        "hero", Mark("rdbuild.yaml", 1, 1), "hero", "a knight", style, size, size, layout=layout or {},
        params={"return_spritesheet": True, **params},
    )  # fmt: skip


def output(width: int, height: int, image: int = 1, durations: tuple[int, ...] = ()) -> Output:
    return Output(f"hero_{image}.png", "0" * 64, width, height, image, durations)


WALKING = "rd_animation__four_angle_walking"
IDLE = "rd_animation__walking_and_idle"
ROTATION = "rd_animation__8_dir_rotation"
FREE = "rd_animation__any_animation"
TILES = "rd_tile__tileset"


# -- the documented sheets


@pytest.mark.parametrize("style", SHEETED, ids=lambda style: style.id)
@pytest.mark.parametrize("factor", [1, 3, None])
def test_each_documented_sheet_is_cut_into_all_of_its_cells(style: Style, factor: int | None) -> None:
    sheet = style.sheet
    assert sheet is not None
    size = style.min_size[0] * (factor or 2)
    found = done(cut(sheet, {}, (size * sheet.columns, size * sheet.rows), style.min_size, factor))
    cells = found.tiles or found.frames
    assert len(cells) == sheet.columns * sheet.rows - len(sheet.empty)
    assert {(cell.width, cell.height) for cell in cells} == {(size, size)}
    assert len({(cell.x, cell.y) for cell in cells}) == len(cells)
    names = [frame.name for frame in found.frames]
    assert len(names) == len(set(names)) or set(names) == {None}
    assert set(found.animations) == {
        f"{name}_{row}" if row else name for name in sheet.play for row in sheet.row_names or ("",)
    }


def test_a_walking_sheet_has_a_row_for_each_facing() -> None:
    found = done(cut(sheet_of(WALKING), {}, (192, 192), (48, 48), 1))
    assert found.frames[0] == Frame(0, 0, 48, 48, 150, "walk_1_down")
    assert found.frames[6] == Frame(96, 48, 48, 48, 150, "walk_3_right")
    assert found.animations == {
        "walk_down": (0, 1, 2, 3), "walk_right": (4, 5, 6, 7), "walk_up": (8, 9, 10, 11), "walk_left": (12, 13, 14, 15),
    }  # fmt: skip


def test_walking_and_idle_plays_as_the_vendor_shows_it() -> None:
    """Idle is W2 I1, walking is W2 W1 W2 W3."""
    found = done(cut(sheet_of(IDLE), {}, (192, 192), (48, 48), 1))
    names = {name: [found.frames[index].name for index in order] for name, order in found.animations.items()}
    assert names["idle_up"] == ["walk_2_up", "idle_up"]
    assert names["walk_left"] == ["walk_2_left", "walk_1_left", "walk_2_left", "walk_3_left"]


def test_battle_sprites_have_four_animations_a_facing() -> None:
    found = done(cut(sheet_of("rd_animation__battle_sprites"), {}, (14 * 64, 4 * 64), (64, 64), 1))
    assert {name: len(order) for name, order in found.animations.items() if name.endswith("_left")} == {
        "idle_left": 3, "walk_left": 6, "jump_left": 2, "attack_left": 3,
    }  # fmt: skip
    assert [found.frames[index].name for index in found.animations["jump_up"]] == ["jump_1_up", "jump_2_up"]


def test_a_rotation_turns_once_around_without_its_empty_centre() -> None:
    found = done(cut(sheet_of(ROTATION), {}, (240, 240), (80, 80), 1))
    assert len(found.frames) == 8
    assert (80, 80) not in {(frame.x, frame.y) for frame in found.frames}
    assert [found.frames[index].name for index in found.animations["turn"]] == [
        "front", "front_left", "left", "back_left", "back", "back_right", "right", "front_right",
    ]  # fmt: skip


def test_an_effect_is_one_animation_of_sixteen_frames_of_200_ms() -> None:
    found = done(cut(sheet_of("rd_animation__vfx"), {}, (4 * 24, 4 * 24), (24, 24), 1))
    assert found.animations == {"effect": tuple(range(16))}
    assert {frame.duration_ms for frame in found.frames} == {200}


@pytest.mark.parametrize(("columns", "rows"), [(4, 4), (6, 1), (3, 5)])
def test_an_animation_without_a_documented_grid_is_all_cells_that_there_are(columns: int, rows: int) -> None:
    found = done(cut(sheet_of(FREE), {}, (columns * 64, rows * 64), (64, 64), 1))
    assert (found.columns, found.rows) == (columns, rows)
    assert found.animations == {"all": tuple(range(columns * rows))}


def test_a_tile_set_has_its_twenty_corner_masks() -> None:
    found = done(cut(sheet_of(TILES), {}, (128, 160), (32, 32), 1))
    assert (found.frames, found.animations) == ((), {})
    assert " ".join(tile.corners for tile in found.tiles) == (
        "0000 0001 0011 0010 0000 0101 1111 1010 0000 0100 1100 1000 1111 1110 1101 0110 1111 1011 0111 1001"
    )
    assert (found.tiles[5].x, found.tiles[5].y, found.tiles[5].width, found.tiles[5].height) == (32, 32, 32, 32)


# -- sheets that are not as documented


@pytest.mark.parametrize(
    ("style", "picture", "cell", "factor", "words"),
    [
        (WALKING, (200, 190), 48, 1, "is 200x190, which does not divide into cells of 48x48"),
        (WALKING, (192, 190), 48, 1, "is 192x190, which does not divide into cells of 48x48"),
        (WALKING, (200, 200), 48, 5, "is 200x200, which does not divide into cells of 240x240"),
        (WALKING, (288, 192), 48, None, "is 288x192, which is no multiple of 4 x 4 cells of 48x48"),
        (WALKING, (190, 190), 48, None, "is 190x190, which is no multiple of 4 x 4 cells of 48x48"),
        (TILES, (128, 128), 32, 1, "is 128x128, which is not 4 x 5 tiles of 32x32"),
        (TILES, (64, 80), 32, 1, "is 64x80, which does not divide into cells of 32x32"),
        (TILES, (128, 320), 32, None, "is 128x320, which is no multiple of 4 x 5 cells of 32x32"),
        (FREE, (256, 256), 64, None, "is 256x256, and how large its cells are is not known, as"
                                     " `upscale_output_factor` is null"),
        (WALKING, (0, 0), 48, 1, "is 0x0, which does not divide into cells of 48x48"),
        (FREE, (64 * 100, 64 * 100), 64, 1, f"has 10000 cells of 64x64, more than {MAX_CELLS}"),
    ],
)  # fmt: skip
def test_a_sheet_that_does_not_divide_is_kept_raw_and_the_reason_is_said(
    style: str, picture: tuple[int, int], cell: int, factor: int | None, words: str
) -> None:
    found = cut(sheet_of(style), {}, picture, (cell, cell), factor)
    assert isinstance(found, Uncut)
    assert found.text == words


def test_a_sheet_that_the_server_did_not_scale_up_is_cut_as_documented() -> None:
    """192 is two cells of 96, the size that was asked for; but it is also the whole documented sheet."""
    found = done(cut(sheet_of(WALKING), {}, (192, 192), (48, 48), 2))
    assert (found.columns, found.rows, found.frames[0].width) == (4, 4, 48)


def test_another_grid_of_whole_cells_has_frames_and_no_names() -> None:
    found = done(cut(sheet_of(WALKING), {}, (6 * 48, 2 * 48), (48, 48), 1))
    assert (len(found.frames), found.animations) == (12, {})
    assert {(frame.name, frame.duration_ms) for frame in found.frames} == {(None, 150)}


RESTS = st.sampled_from([0, 0, 0, 1, 7])


@given(
    st.sampled_from(SHEETED), st.tuples(st.integers(0, 30), st.integers(0, 30)), st.tuples(RESTS, RESTS),
    st.integers(16, 96), st.sampled_from([1, 2, None]),
)  # fmt: skip
def test_cells_cover_the_sheet_without_a_rest_or_there_are_none(
    style: Style, count: tuple[int, int], rest: tuple[int, int], cell: int, factor: int | None
) -> None:
    width, height = count[0] * cell + rest[0], count[1] * cell + rest[1]
    found = cut(style.sheet, {}, (width, height), (cell, cell), factor)
    if isinstance(found, Uncut):
        return
    assert rest == (0, 0) or factor is None
    cells = found.tiles or found.frames
    assert found.columns * cells[0].width == width
    assert found.rows * cells[0].height == height
    assert all(0 <= one.x <= width - one.width and 0 <= one.y <= height - one.height for one in cells)
    for order in found.animations.values():
        assert set(order) <= set(range(len(found.frames)))
    assert json.loads(json.dumps(as_json(found))) == as_json(found)


# -- `layout:`


def test_a_manifest_says_other_facings_than_the_style() -> None:
    said = {"row_names": ["up", "left", "down", "right"]}
    found = done(cut(sheet_of(IDLE), said, (192, 192), (48, 48), 1))
    assert found.frames[1].name == "walk_1_up"
    assert found.animations["idle_up"] == (2, 0)


def test_a_manifest_says_the_whole_layout_of_a_picture_without_one() -> None:
    said = {"columns": 3, "rows": 2, "column_names": ["a", "b", "c"], "durations": [100, 200, 300],
            "play": {"go": [0, 1, 2, 1], "both": []}}  # fmt: skip
    found = done(cut(None, said, (96, 32), (96, 32), 1))
    assert found.frames[4] == Frame(32, 16, 32, 16, 200, "b_2")
    assert found.animations == {"go": (0, 1, 2, 1), "both": (0, 1, 2, 3, 4, 5)}


@pytest.mark.parametrize(
    ("said", "frame"),
    [
        ({"cell": [16, 24]}, Frame(16, 0, 16, 24)),
        ({"columns": 2}, Frame(24, 0, 24, 48)),
        ({"rows": 4}, Frame(0, 12, 48, 12)),
        ({"cell": [24, 24], "columns": 2, "rows": 2}, Frame(24, 0, 24, 24)),
        ({"columns": 2, "durations": 90}, Frame(24, 0, 24, 48, 90)),
        ({"columns": 2, "durations": [90, 10]}, Frame(24, 0, 24, 48, 10)),
        ({"columns": 2, "column_names": ["open", "shut"]}, Frame(24, 0, 24, 48, None, "shut")),
        ({"rows": 2, "row_names": ["day", "night"]}, Frame(0, 24, 48, 24, None, "1_night")),
    ],
)
def test_a_part_of_the_layout_is_enough(said: Mapping[str, Any], frame: Frame) -> None:
    assert done(cut(None, said, (48, 48), (48, 48), 1)).frames[1] == frame


def test_durations_one_a_frame_leave_out_empty_cells() -> None:
    found = done(cut(sheet_of(ROTATION), {"durations": [10, 20, 30, 40, 50, 60, 70, 80]}, (240, 240), (80, 80), 1))
    assert [frame.duration_ms for frame in found.frames] == [10, 20, 30, 40, 50, 60, 70, 80]


def test_raw_keeps_any_sheet_as_it_is_without_a_word() -> None:
    assert cut(sheet_of(WALKING), {"raw": True}, (7, 9), (48, 48), 1) == Layout()


def test_a_tile_set_cut_another_way_has_frames_and_no_corners() -> None:
    found = done(cut(sheet_of(TILES), {"cell": [64, 80]}, (128, 160), (32, 32), 1))
    assert (len(found.frames), found.tiles) == (4, ())


def test_a_rotation_with_row_names_does_not_play_cells_as_columns() -> None:
    found = done(cut(sheet_of(ROTATION), {"row_names": ["near", "side", "far"]}, (240, 240), (80, 80), 1))
    assert found.animations == {}
    assert [frame.name for frame in found.frames[:4]] == ["1_near", "2_near", "3_near", "1_side"]


def test_a_row_without_an_empty_cell_plays_one_frame_less() -> None:
    said = {"row_names": ["near", "side", "far"], "play": {"pan": [0, 1, 2]}}
    found = done(cut(sheet_of(ROTATION), said, (240, 240), (80, 80), 1))
    assert found.animations == {"pan_near": (0, 1, 2), "pan_side": (3, 4), "pan_far": (5, 6, 7)}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"columns": 5}, "is 192x192, which does not divide into 5 columns"),
        ({"rows": 7}, "is 192x192, which does not divide into 7 rows"),
        ({"cell": [50, 48]}, "is 192x192, which does not divide into cells of 50x48"),
        ({"cell": [96, 96], "rows": 4}, "has 2 rows of cells of 96x96, and `layout.rows` says 4"),
        ({"row_names": ["a", "b"]}, "has 4 rows, and `layout.row_names` names 2"),
        ({"columns": 2, "rows": 2, "column_names": ["a"]}, "has 2 columns, and `layout.column_names` names 1"),
        ({"play": {"walk": [0, 4]}}, "has 4 columns, and `layout.play.walk` plays number 4 (from 0)"),
        ({"rows": 2, "play": {"go": [8]}}, "has 8 cells, and `layout.play.go` plays number 8 (from 0)"),
        ({"durations": [1, 2, 3]}, "has 4 columns and 16 frames, and `layout.durations` lists 3"),
    ],
)
def test_a_layout_that_does_not_fit_the_real_sheet_says_so(said: Mapping[str, Any], words: str) -> None:
    found = cut(sheet_of(WALKING), said, (192, 192), (48, 48), 1)
    assert isinstance(found, Uncut)
    assert found.text == words


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (Sheet(2, 2, row_names=("a",)), "has 2 rows, and `row_names` of its style's sheet names 1"),
        (Sheet(2, 2, cell_names=("a", "b")), "has 4 cells, and `cell_names` of its style's sheet names 2"),
        (Sheet(2, 2, corners=("0000",)), "has 4 cells, and `corners` of its style's sheet names 1"),
        (Sheet(2, 2, play={"go": (0, 4)}), "has 4 cells, and `go` of its style's sheet plays number 4 (from 0)"),
    ],
)
def test_a_style_that_the_manifest_declares_with_a_wrong_sheet_is_not_cut(sheet: Sheet, words: str) -> None:
    found = cut(sheet, {}, (32, 32), (16, 16), 1)
    assert isinstance(found, Uncut)
    assert found.text == words


def test_an_animation_may_not_play_an_empty_cell() -> None:
    found = cut(sheet_of(ROTATION), {"play": {"turn": [3, 4]}}, (240, 240), (80, 80), 1)
    assert isinstance(found, Uncut)
    assert found.text == "has 8 cells, and `layout.play.turn` plays number 4 (from 0)"


def test_columns_and_rows_are_enough_where_the_server_chose_the_scale() -> None:
    assert len(done(cut(sheet_of(FREE), {"columns": 4, "rows": 2}, (512, 256), (64, 64), None)).frames) == 8


# -- what the index says


def test_the_index_has_frames_with_rectangles_durations_and_names_and_how_they_play() -> None:
    found = describe(asset(WALKING, 48), style_of(WALKING), [output(192, 192)])
    assert found.more["frames"][1] == {"x": 48, "y": 0, "w": 48, "h": 48, "duration_ms": 150, "name": "walk_2_down"}
    assert found.more["animations"]["walk_right"] == [4, 5, 6, 7]
    assert (found.more.keys(), found.files, found.notes) == ({"frames", "animations"}, {}, ())


def test_the_index_has_tiles_with_corners() -> None:
    found = describe(asset(TILES, 16), style_of(TILES), [output(64, 80)])
    assert found.more.keys() == {"tiles"}
    assert found.more["tiles"][2] == {"x": 32, "y": 0, "w": 16, "h": 16, "corners": "0011"}


def test_an_animation_that_is_no_sheet_has_the_durations_of_its_frames() -> None:
    moving = replace(asset(WALKING, 48), params={})
    found = describe(moving, style_of(WALKING), [replace(output(48, 48, durations=(150, 200)), path="hero.gif")])
    assert found.more == {"frames": [{"duration_ms": 150}, {"duration_ms": 200}]}
    assert describe(moving, style_of(WALKING), [replace(output(48, 48), path="hero.gif")]).more == {}


def test_a_sheet_asked_for_that_came_as_an_animation_is_told_by_its_durations() -> None:
    found = describe(asset(WALKING, 48), style_of(WALKING), [output(48, 48, durations=(100, 100))])
    assert found.more == {"frames": [{"duration_ms": 100}, {"duration_ms": 100}]}


def test_a_plain_picture_says_nothing_and_an_extra_is_no_sheet() -> None:
    plain = asset("rd_fast__game_asset", 64)
    assert describe(plain, style_of("rd_fast__game_asset"), [output(64, 64)]) == ({}, {}, ())
    found = describe(asset(TILES, 16), style_of(TILES), [output(64, 80), output(99, 99, image=2)])
    assert found.notes == ()


def test_pictures_of_one_size_say_it_once_and_others_each_for_itself() -> None:
    four = replace(asset("rd_fast__item_sheet", 64, {"columns": 2, "rows": 2}), num_images=2)
    style = style_of("rd_fast__item_sheet")
    same = describe(four, style, [output(64, 64), output(64, 64, image=2)])
    assert (len(same.more["frames"]), same.files) == (4, {})
    other = describe(four, style, [output(64, 64), output(32, 32, image=2)])
    assert other.more == {}
    assert [one["frames"][3]["x"] for one in other.files.values()] == [32, 16]
    one = describe(four, style, [output(64, 64), output(33, 33, image=2)])
    assert list(one.files) == ["hero_1.png"]
    assert [note.message for note in one.notes] == [
        "`hero_2.png` is 33x33, which does not divide into 2 columns; it is kept as it is, without frames"
    ]


def test_a_sheet_kept_raw_is_a_warning_with_a_way_to_mend_it() -> None:
    (note,) = describe(asset(WALKING, 48), style_of(WALKING), [output(200, 190)]).notes
    assert (note.code, note.severity) == ("sheet-does-not-divide", "warning")
    assert note.message == (
        "`hero_1.png` is 200x190, which does not divide into cells of 48x48; it is kept as it is, without frames"
    )
    assert note.hint is not None
    assert "layout: {cell: [w, h]}" in note.hint


@pytest.mark.parametrize(("params", "size"), [({}, 192), (NATIVE, 192), ({"upscale_output_factor": 2}, 384),
                                              ({"upscale_output_factor": None}, 576)])  # fmt: skip
def test_the_upscale_factor_is_that_of_the_request(params: Mapping[str, Any], size: int) -> None:
    found = describe(asset(WALKING, 48, **params), style_of(WALKING), [output(size, size)])
    assert len(found.more["frames"]) == 16
    assert found.more["frames"][0]["w"] == size // 4
