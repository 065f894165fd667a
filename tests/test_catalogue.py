"""The catalogue has every documented style, says of each what the documents say, and knows what a wrong id meant."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from rdbuild import catalogue

STYLES = catalogue.load()
TEXT = Path(catalogue.__file__).with_name("styles.json").read_text(encoding="utf-8")
DATA = json.loads(TEXT)

# The ids in the order of the documentation, which lists any_animation twice.
DOCUMENTED = {
    "rd_pro": """default painterly fantasy ui_panel horror scifi simple isometric topdown platformer dungeon_map edit
        pixelate spritesheet typography hexagonal_tiles fps_weapon inventory_items""",
    "rd_fast": """default retro simple detailed anime game_asset portrait texture ui item_sheet character_turnaround
        1_bit low_res mc_item mc_texture no_style""",
    "rd_plus": """default retro watercolor textured cartoon ui_element item_sheet character_turnaround environment
        topdown_map topdown_asset isometric isometric_asset classic low_res mc_item mc_texture topdown_item
        skill_icon""",
    "rd_animation": """any_animation 8_dir_rotation four_angle_walking walking_and_idle small_sprites battle_sprites
        vfx""",
    "rd_tile": "tileset tileset_advanced single_tile tile_variation tile_object scene_object",
}
COUNTS = {"rd_pro": 18, "rd_fast": 16, "rd_plus": 19, "rd_animation": 7, "rd_tile": 6}
IDS = [f"{family}__{name}" for family, names in DOCUMENTED.items() for name in names.split()]


def style(style_id: str) -> catalogue.Style:
    found = STYLES.get(style_id)
    assert found is not None, style_id
    return found


# -- what is there


def test_every_documented_style_is_there_once_in_the_documented_order_and_no_other():
    assert list(STYLES.styles) == IDS
    assert Counter(s.family for s in STYLES.styles.values()) == COUNTS
    assert len(DATA["styles"]) == len(IDS) == 66


def test_every_row_has_only_keys_and_words_that_mean_something():
    must = {"id", "description", "family", "kind", "size", "max_images", "price", "inputs", "params", "output"}
    may = {"painter", "look", "usual", "square", "fills", "sizes", "requires", "input_size", "sheet", "aliases"}
    params = {
        *("strength", "input_palette", "return_pre_palette", "remove_bg", "return_non_bg_removed", "tile_x", "tile_y"),
        *("bypass_prompt_expansion", "upscale_output_factor", "extra_prompt", "return_spritesheet"),
    }
    for row in [*DATA["styles"], {"id": "user", **DATA["user"]}]:
        assert must <= row.keys() <= must | may, row["id"]
        assert row["kind"] in {"still", "tile", "tileset", "animation"}, row["id"]
        assert row["output"] == ("gif" if row["kind"] == "animation" else "png"), row["id"]
        assert set(row["params"]) <= params, row["id"]
        assert len(row["params"]) == len(set(row["params"])), row["id"]
        assert set(row.get("requires", [])) <= set(row["params"]), row["id"]
        assert row["price"] is None or row["price"] in DATA["prices"], row["id"]
        assert row.get("input_size", "request") == "request", row["id"]
        assert row["inputs"].keys() <= {"input_image", "extra_input_image", "reference_images"}, row["id"]
        assert row["description"].strip() == row["description"] != "", row["id"]
    assert DATA.keys() == {"version", "prices", "absent", "renamed", "user", "edit", "styles"}
    assert DATA["version"] == 1


def test_every_rows_sizes_agree_with_each_other():
    for s in [*STYLES.styles.values(), STYLES.absent(), style("user__x")]:
        for axis in (0, 1):
            assert 1 <= s.min_size[axis] <= s.max_size[axis], s.id
            if s.usual_min and s.usual_max:
                assert s.min_size[axis] <= s.usual_min[axis] <= s.usual_max[axis] <= s.max_size[axis], s.id
        assert (s.usual_min is None) == (s.usual_max is None), s.id
        if s.usual_min:
            assert (s.usual_min, s.usual_max) != (s.min_size, s.max_size), f"{s.id}: usual says nothing new"
        if s.sizes:
            assert (min(s.sizes), max(s.sizes)) == (s.min_size, s.max_size), s.id
        else:
            assert s.min_size != s.max_size, f"{s.id}: one size, not said in `sizes`"


def test_every_sheet_has_as_many_names_as_rows_and_columns():
    for s in STYLES.styles.values():
        if s.sheet:
            assert len(s.sheet.row_names) in {0, s.sheet.rows}, s.id
            assert len(set(s.sheet.column_names)) in {0, s.sheet.columns}, s.id
            assert all(0 <= cell < s.sheet.rows * s.sheet.columns for cell in s.sheet.empty), s.id


def test_a_style_is_one_line_of_the_file_so_that_its_change_is_one_line():
    lines = [line.strip().rstrip(",") for line in TEXT.splitlines()]
    for row in DATA["styles"]:
        assert json.dumps(row, ensure_ascii=False) in lines, row["id"]


# -- what it says


@pytest.mark.parametrize(
    ("style_id", "smallest", "largest", "usual"),
    [
        ("rd_fast__default", 64, 384, None),
        ("rd_fast__mc_texture", 16, 128, None),
        ("rd_plus__environment", 64, 384, None),
        ("rd_plus__classic", 32, 192, None),
        ("rd_plus__skill_icon", 16, 192, (32, 128)),
        ("rd_plus__topdown_item", 16, 128, (16, 96)),
        ("rd_pro__default", 12, 256, None),
        ("rd_pro__typography", 64, 256, None),
        ("rd_pro__pixelate", 16, 256, None),
        ("rd_pro__edit", 64, 256, None),
        ("rd_pro__inventory_items", 256, 256, None),
        ("rd_animation__vfx", 24, 96, None),
        ("rd_animation__battle_sprites", 48, 64, None),
        ("rd_tile__tileset", 16, 32, None),
        ("rd_tile__single_tile", 16, 64, None),
        ("rd_tile__tile_variation", 16, 128, None),
        ("rd_tile__tile_object", 16, 96, None),
        ("rd_tile__scene_object", 64, 384, None),
    ],
)
def test_sizes_are_the_wider_of_the_documents_and_usual_is_what_both_allow(style_id, smallest, largest, usual):
    s = style(style_id)
    assert (s.min_size, s.max_size) == ((smallest, smallest), (largest, largest))
    assert (s.usual_min, s.usual_max) == (((usual[0],) * 2, (usual[1],) * 2) if usual else (None, None))


def test_styles_of_fixed_sizes_say_so():
    fixed = {s.id: s.sizes for s in STYLES.styles.values() if s.sizes}
    assert fixed == {
        "rd_pro__ui_panel": ((256, 256),),
        "rd_pro__hexagonal_tiles": ((256, 256),),
        "rd_pro__inventory_items": ((256, 256),),
        "rd_animation__any_animation": ((64, 64),),
        "rd_animation__8_dir_rotation": ((80, 80),),
        "rd_animation__four_angle_walking": ((48, 48),),
        "rd_animation__walking_and_idle": ((48, 48),),
        "rd_animation__small_sprites": ((32, 32),),
        "rd_animation__battle_sprites": ((48, 48), (64, 64)),
    }
    assert [s.id for s in STYLES.styles.values() if s.square] == ["rd_animation__vfx"]


def test_inputs_are_required_where_the_style_is_made_from_one_and_references_are_counted():
    required = {s.id for s in STYLES.styles.values() if s.inputs.get("input_image") == "required"}
    assert required == {"rd_pro__edit", "rd_pro__pixelate", "rd_tile__tile_variation"}
    extra = {s.id for s in STYLES.styles.values() if "extra_input_image" in s.inputs}
    assert extra == {"rd_tile__tileset_advanced"}
    references = {s.id: s.inputs["reference_images"] for s in STYLES.styles.values() if "reference_images" in s.inputs}
    pro = {s.id: 9 for s in STYLES.styles.values() if s.family == "rd_pro"}
    assert references == {**pro, "rd_animation__any_animation": 9, "rd_animation__8_dir_rotation": 5}
    exact = {s.id for s in STYLES.styles.values() if s.input_size == "request"}
    animations = {s.id for s in STYLES.styles.values() if s.kind == "animation"}
    assert exact == {*animations, "rd_tile__tile_variation"}


def test_parameters_go_only_where_they_mean_something():
    takes = {s.id: s.params for s in STYLES.styles.values()}
    assert {i for i, p in takes.items() if "return_spritesheet" in p} == {i for i in IDS if "rd_animation" in i}
    assert {i for i, p in takes.items() if "extra_prompt" in p} == {"rd_tile__tileset_advanced"}
    assert {s.id for s in STYLES.styles.values() if s.requires} == {"rd_tile__tileset_advanced"}
    assert all({"bypass_prompt_expansion", "upscale_output_factor", "input_palette"} <= p for p in takes.values())
    one = {s.id for s in STYLES.styles.values() if s.max_images == 1}
    assert one == {s.id for s in STYLES.styles.values() if s.kind in {"animation", "tileset"}}
    for s in STYLES.styles.values():
        assert s.params.isdisjoint({"remove_bg", "tile_x", "tile_y"}) == (s.kind in {"animation", "tileset"}), s.id


@pytest.mark.parametrize(
    ("style_id", "columns", "rows"),
    [
        ("rd_tile__tileset", 4, 5),
        ("rd_tile__tileset_advanced", 4, 5),
        ("rd_animation__four_angle_walking", 4, 4),
        ("rd_animation__walking_and_idle", 4, 4),
        ("rd_animation__small_sprites", 5, 4),
        ("rd_animation__battle_sprites", 14, 4),
        ("rd_animation__vfx", 4, 4),
        ("rd_animation__8_dir_rotation", 3, 3),
    ],
)
def test_sheets_have_the_published_grids(style_id, columns, rows):
    sheet = style(style_id).sheet
    assert sheet is not None
    assert (sheet.columns, sheet.rows) == (columns, rows)
    assert sheet.empty == ((4,) if rows == 3 else ())  # the rotation's centre


def test_the_names_in_a_sheet_are_the_published_ones_and_an_open_sheet_has_none():
    sheet = style("rd_animation__walking_and_idle").sheet
    assert sheet is not None
    assert sheet.row_names == ("down", "right", "up", "left")
    assert sheet.column_names == ("idle", "walk_1", "walk_2", "walk_3")
    battle = style("rd_animation__battle_sprites").sheet
    assert battle is not None
    poses = Counter(name.partition("_")[0] for name in battle.column_names)
    assert poses == {"idle": 3, "walk": 6, "jump": 2, "attack": 3}
    free = style("rd_animation__any_animation").sheet
    assert free is not None
    assert (free.columns, free.rows, free.row_names, free.column_names) == (0, 0, (), ()), "it shows in the picture"


def test_what_a_sheet_plays_and_names_is_in_it():
    for s in STYLES.styles.values():
        if s.sheet:
            cells = s.sheet.columns * s.sheet.rows
            assert len(s.sheet.cell_names) in {0, cells}, s.id
            assert len(s.sheet.corners) in {0, cells}, s.id
            playable = range(s.sheet.columns) if s.sheet.row_names else set(range(cells)) - set(s.sheet.empty)
            assert all(set(order) <= set(playable) for order in s.sheet.play.values()), s.id
            assert (s.kind == "animation") == bool(s.sheet.play) == bool(s.sheet.duration_ms), s.id
            assert (s.kind == "tileset") == bool(s.sheet.corners), s.id


def test_a_tile_set_has_every_way_that_two_terrains_meet_at_four_corners():
    """The 16 masks once each, and the plain ones three times, as the vendor's samples have them."""
    for style_id in ("rd_tile__tileset", "rd_tile__tileset_advanced"):
        sheet = style(style_id).sheet
        assert sheet is not None
        count = Counter(sheet.corners)
        assert count == {f"{mask:04b}": 3 if mask in (0, 15) else 1 for mask in range(16)}


def test_a_rotation_goes_once_around_from_the_front_through_neighbouring_cells():
    sheet = style("rd_animation__8_dir_rotation").sheet
    assert sheet is not None
    turn = sheet.play["turn"]
    assert sheet.cell_names[turn[0]] == "front"
    assert sorted(turn) == [0, 1, 2, 3, 5, 6, 7, 8]
    for one, other in zip(turn, (*turn[1:], turn[0]), strict=True):
        assert abs(one // 3 - other // 3) + abs(one % 3 - other % 3) == 1


# -- finding


@pytest.mark.parametrize("name", DOCUMENTED["rd_animation"].split())
def test_an_old_animation_id_is_the_same_style(name):
    assert STYLES.canonical(f"animation__{name}") == f"rd_animation__{name}"
    assert STYLES.get(f"animation__{name}") is STYLES.get(f"rd_animation__{name}")


@pytest.mark.parametrize("old", ["animation__four_angle_walking_idle", "rd_animation__four_angle_walking_idle"])
def test_walking_and_idle_has_two_names_more(old):
    assert STYLES.canonical(old) == "rd_animation__walking_and_idle"


@pytest.mark.parametrize("style_id", [*IDS, "user__flasks_586", "rd_new__thing", ""])
def test_an_id_that_is_no_alias_is_its_own_canonical_id(style_id):
    assert STYLES.canonical(style_id) == style_id


@pytest.mark.parametrize("style_id", ["rd_fast__gameasset", "game_asset", "RD_FAST__default", "", "user__", "user_x"])
def test_an_unknown_id_is_not_there(style_id):
    assert STYLES.get(style_id) is None


def test_a_users_style_passes_with_its_own_id_and_without_a_price():
    s = style("user__flasks_586")
    assert (s.id, s.family, s.kind, s.price) == ("user__flasks_586", "user", "still", None)
    assert STYLES.price_rule(s) is None
    assert (s.min_size, s.max_size, s.max_images) == ((16, 16), (384, 384), 16)
    assert s.params == style("rd_fast__default").params


def test_a_request_without_a_style_is_sized_and_priced_as_rd_fast():
    s = STYLES.absent()
    assert s.id == ""
    assert (s.min_size, s.max_size, s.price) == ((64, 64), (384, 384), "rd_fast")
    assert STYLES.price_rule(s) == STYLES.price_rule(style("rd_fast__default"))


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("rd_fast__gameasset", "rd_fast__game_asset"),
        ("game_asset", "rd_fast__game_asset"),
        ("simple", "rd_fast__simple"),
        ("default", "rd_fast__default"),
        ("hexagonal_tile", "rd_pro__hexagonal_tiles"),
        ("rd_pro__game_asset", "rd_fast__game_asset"),
        ("RD_PLUS__Skill-Icon", "rd_plus__skill_icon"),
        ("rd_flux__retro", "rd_fast__retro"),
        ("rd_flux__plasma", None),
        ("rd_plus__retr", "rd_plus__retro"),
        ("rd_plus__game_assets", "rd_fast__game_asset"),
        ("rd_animation__rotation", "rd_animation__8_dir_rotation"),
        ("four_angle_walk", "rd_animation__four_angle_walking"),
        ("animation__small_sprite", "rd_animation__small_sprites"),
        ("rd_tile_tileset", "rd_tile__tileset"),
        ("xyzzy", None),
        ("", None),
    ],
)
def test_a_wrong_id_has_the_style_it_meant_as_its_nearest(wrong, meant):
    assert STYLES.nearest(wrong) == meant


# -- the file


def row(style_id: str, *aliases: str) -> dict:
    return {"id": style_id, **DATA["user"], "aliases": list(aliases)}


@pytest.mark.parametrize(
    "rows",
    [
        [row("a__b"), row("a__b")],
        [row("a__b", "old"), row("c__d", "old")],
        [row("a__b"), row("c__d", "a__b")],
        [row("a__b", "old", "old")],
    ],
)
def test_one_name_for_two_styles_is_refused(rows):
    with pytest.raises(ValueError, match=r"stand for two styles: (a__b|old)$"):
        catalogue.parse(json.dumps({**DATA, "absent": "a__b", "styles": rows}))


def test_a_new_style_is_a_row_and_nothing_else():
    new = {**row("rd_new__thing", "rd_old__thing"), "price": "rd_pro"}
    grown = catalogue.parse(json.dumps({**DATA, "styles": [*DATA["styles"], new]}))
    found = grown.get("rd_old__thing")
    assert found is not None
    assert found.id == "rd_new__thing"
    assert grown.price_rule(found) == {"unit": "balance", "per": "image", "flat": "0.22"}


def test_the_catalogue_is_read_once_and_reading_it_loads_nothing_slow():
    assert catalogue.load() is STYLES
    code = (
        "import sys; from rdbuild import catalogue, pricing; catalogue.load();"
        "print(sorted({'aiohttp', 'PIL', 'rich', 'jsonschema', 'yaml', 'difflib'} & sys.modules.keys()))"
    )
    root = Path(catalogue.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
