"""What shaped a picture is remembered, and what of it is another by now is said field by field."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild import catalogue, chain, lock, plan, request, shape
from rdbuild.model import Asset, Change, ImageRef, Line, Link, Mark, Output

MARK = Mark("rdbuild.yaml", 1, 1)
HERO = Asset("hero", MARK, "hero", "a knight", "rd_fast__game_asset", 64, 64)
OTHER = Asset("other", MARK, "other", "a rock", "rd_fast__game_asset", 64, 64)
FILE = ImageRef(MARK, file="/home/somebody/art/dot.png")
FROM_HERO = replace(OTHER, id="flag", prompt="a flag", input_image=ImageRef(MARK, asset="hero"))
CHAIN = Asset("party", MARK, "party", "add a cape", None, 0, 0, edit=ImageRef(MARK, asset="hero"),
              prompts=("add a hat", "add a cape"))  # fmt: skip
RICH = replace(
    HERO, num_images=4, input_image=FILE, palette=("#000000", "#ffffff"), flatten="#ff00ff", fit="pad",
    params={"remove_bg": True, "tile_x": False, "strength": Decimal("0.80"), "extra_prompt": "grass",
            "upscale_output_factor": None},
    api={"frames": 8, "ratio": Decimal("0.5"), "more": [1, None]},
)  # fmt: skip


def requests_of(*assets, takes=None, pixels="p1xels0123456789"):
    order = plan.in_order([part for asset in assets for part in chain.links(asset)])
    made, sources = {}, {}
    for part in order:
        made[part.id] = request.make(part, catalogue.load(), sources, lambda *_: pixels, (takes or {}).get(part.id))
        sources[part.id] = (part, made[part.id])
    return made


def line_of(asset, *others, takes=None, **how):
    """The line that a build writes for an asset."""
    made = requests_of(*others, asset, takes=takes, **how)
    parts = chain.links(asset)
    one = made[asset.id]
    steps = tuple(Link(made[part.id].fingerprint, part.prompt) for part in parts) if asset.edit else ()
    return Line(asset.id, one.base, one.fingerprint, "api.example", (Output(f"{asset.id}.png", "0a" * 32, 64, 64),),
                prompt=str(one.fields["prompt"]), style=one.fields.get("prompt_style"), seed=one.seed,
                shape=shape.of(parts, made), steps=steps)  # fmt: skip


def told(line, asset, *others, takes=None, **how):
    made = requests_of(*others, asset, takes=takes, **how)
    found = shape.differences(line, chain.links(asset), made, made[asset.id].base)
    return [(one.change.field, one.change.was, one.change.now) for one in found], [one.sentence for one in found]


# -- what is written down


def test_a_plain_picture_takes_three_numbers():
    assert shape.of([HERO], requests_of(HERO)) == {"take": 1, "width": 64, "height": 64}


def test_what_is_so_anyway_is_not_written_and_all_else_is():
    assert shape.of([RICH], requests_of(RICH)) == {
        "take": 1, "width": 64, "height": 64, "num_images": 4, "remove_bg": True, "strength": "0.8",
        "extra_prompt": "grass", "upscale_output_factor": None, "api.frames": 8, "api.ratio": "0.5",
        "api.more": "[1,null]", "input_palette": "#000000 #ffffff", "flatten": "#ff00ff", "fit": "pad",
        "input_image": "p1xels012345",
    }  # fmt: skip


def test_a_large_palette_is_a_count_and_a_digest():
    many = tuple(f"#0000{n:02x}" for n in range(64))
    found = shape.of([replace(HERO, palette=many)], requests_of(replace(HERO, palette=many)))["input_palette"]
    assert found.startswith("64 colours (")
    assert len(found) == len("64 colours (0123456789ab)")


def test_a_stated_seed_leaves_no_take():
    assert "take" not in shape.of([replace(HERO, seed=7)], requests_of(replace(HERO, seed=7)))


def test_an_input_is_its_pixels_or_the_picture_of_an_asset_and_no_path_of_this_machine():
    made = requests_of(HERO, FROM_HERO)
    assert shape.of([FROM_HERO], made)["input_image"] == f"{made['hero'].fingerprint[:12]} 1 hero"
    assert "somebody" not in str(shape.of([RICH], requests_of(RICH)))


def test_a_chain_is_its_source_and_its_takes():
    made = requests_of(HERO, CHAIN, takes={"party#1": 2})
    assert shape.of(chain.links(CHAIN), made) == {"takes": [2, 1], "edit": f"{made['hero'].fingerprint[:12]} 1 hero"}


def test_it_is_read_from_a_lock_file_as_it_was_written_on_one_line(tmp_path):
    line = line_of(RICH)
    path = tmp_path / "a.lock.json"
    lock.update(path, {"hero": replace(line, also=("f1", "f2"))}, tmp_path)
    assert lock.read(path).lines == {"hero": replace(line, also=("f1", "f2"))}
    assert path.read_text().count("\n") == 3


# -- what is another


@pytest.mark.parametrize(
    ("before", "changes", "sentence"),
    [
        ({"prompt": "a page"}, [("prompt", "a page", "a knight")], "`prompt` was `a page`, is `a knight`"),
        ({"prompt_style": None}, [("prompt_style", "not set", "rd_fast__game_asset")],
         "`prompt_style` was not set, is `rd_fast__game_asset`"),
        ({"width": 32, "height": 48}, [("width", "32", "64"), ("height", "48", "64")], "`width` was 32, is 64"),
        ({"num_images": 4}, [("num_images", "4", "1")], "`num_images` was 4, is 1"),
        ({"params": {"remove_bg": True}}, [("remove_bg", "true", "false")], "`remove_bg` was true, is false"),
        ({"params": {"upscale_output_factor": None}}, [("upscale_output_factor", "null", "1")],
         "`upscale_output_factor` was null, is 1"),
        ({"params": {"strength": Decimal("0.5")}}, [("strength", "0.5", "not set")], "`strength` was 0.5, is not set"),
        ({"params": {"extra_prompt": "grass"}}, [("extra_prompt", "grass", "not set")],
         "`extra_prompt` was `grass`, is not set"),
        ({"api": {"frames": 8}}, [("api.frames", "8", "not set")], "`api.frames` was 8, is not set"),
        ({"palette": ("#000000",)}, [("input_palette", "#000000", "not set")],
         "`input_palette` was #000000, is not set"),
        ({"input_image": FILE}, [("input_image", "p1xels012345", "not set")],
         "`input_image` was p1xels012345, is not set"),
        ({"seed": 7}, [("seed", "7", "not set")], "`seed` was 7, is not set"),
        ({"take": 3}, [("take", "3", "1")], "take 3 -> 1"),
    ],
)  # fmt: skip
def test_each_thing_that_is_another_is_named_by_its_manifest_key(before, changes, sentence):
    found, sentences = told(line_of(replace(HERO, **before)), HERO)
    assert found == changes
    assert sentences[0] == sentence


def test_several_are_all_told_and_the_reason_names_the_first_and_counts_the_rest():
    line = line_of(replace(HERO, prompt="a page", width=32, params={"remove_bg": True}))
    found, _ = told(line, HERO)
    assert [field for field, *_ in found] == ["prompt", "width", "remove_bg"]
    made = requests_of(HERO)
    world = plan.World("api.example", {"hero": line}, {}, lambda *_: None, lambda *_: False,
                       {"hero": made["hero"].base}, lambda _: None, lambda _: None, lambda _: False)  # fmt: skip
    (step,) = plan.decide([HERO], made, {"hero": ("hero.png",)}, world)
    assert step.reason == "`prompt` was `a page`, is `a knight`, and 2 more"
    assert step.changes[1] == Change("width", "32", "64")


def test_what_it_is_made_from_is_told_by_name_where_it_is_another_picture():
    page = replace(HERO, prompt="a page")
    assert told(line_of(FROM_HERO, page), FROM_HERO, HERO) == (
        [("input_image", "`hero`", "`hero`, which is another picture now")],
        ["made from `hero`, which is another picture now"],
    )
    assert told(line_of(CHAIN, page), CHAIN, HERO)[1] == ["made from `hero`, which is another picture now"]
    second = replace(FROM_HERO, input_image=ImageRef(MARK, asset="hero", image=2))
    two = replace(HERO, num_images=2)
    assert told(line_of(FROM_HERO, two), second, two)[1] == ["`input_image` was `hero`, is picture 2 of `hero`"]


def test_a_new_name_of_what_it_is_made_from_is_no_difference():
    knight = replace(FROM_HERO, input_image=ImageRef(MARK, asset="knight"))
    assert told(line_of(FROM_HERO, HERO), knight, replace(HERO, id="knight")) == ([], [])


def test_a_file_that_shows_something_else_is_another_picture():
    line = line_of(replace(HERO, input_image=FILE))
    assert told(line, replace(HERO, input_image=FILE), pixels="other")[1] == ["`input_image` is another picture"]


def test_reference_images_are_told_one_by_one():
    both = replace(OTHER, id="x", reference_images=(ImageRef(MARK, asset="hero"), ImageRef(MARK, asset="other")))
    one = replace(both, reference_images=both.reference_images[:1])
    assert told(line_of(one, HERO, OTHER), both, HERO, OTHER)[0] == [("reference_images[2]", "not set", "`other`")]


def test_a_chain_is_told_step_by_step():
    longer = replace(CHAIN, prompt="add a dog", prompts=("add a crown", "add a cape", "add a dog"))
    assert told(line_of(CHAIN, HERO), longer, HERO)[0] == [
        ("prompt[1]", "add a hat", "add a crown"), ("prompt[3]", "not set", "add a dog")
    ]  # fmt: skip
    assert told(line_of(CHAIN, HERO), CHAIN, HERO, takes={"party#1": 2})[1] == ["take 1 -> 2 of step 1"]


def test_writing_down_the_seed_that_was_derived_is_no_difference():
    line = line_of(HERO)
    assert told(line, replace(HERO, seed=line.seed)) == ([], [])


@pytest.mark.parametrize(
    ("before", "told_of"),
    [({"prompt": "a page"}, [("prompt", "a page", "a knight")]), ({"take": 3}, [("take", "3", "1")]),
     ({"seed": 7}, "seed"), ({"params": {"remove_bg": True}}, [])],
)  # fmt: skip
def test_an_old_line_without_a_shape_is_told_of_as_far_as_it_goes(before, told_of):
    found, _ = told(replace(line_of(replace(HERO, **before)), shape={}), HERO)
    assert (found[0][0] if told_of == "seed" else found) == told_of


def test_a_picture_made_by_hand_that_is_asked_for_in_words_from_now_on():
    line = Line("hero", "b", "f1", "hand", (), shape={"file": "f1"})
    assert told(line, HERO)[0] == [
        ("prompt_style", "not set", "rd_fast__game_asset"), ("prompt", "not set", "a knight"),
        ("width", "not set", "64"), ("height", "not set", "64"), ("file", "f1", "not set"),
    ]  # fmt: skip


ASSETS = st.builds(
    lambda **how: replace(HERO, **how),
    prompt=st.sampled_from(["a knight", "a page"]),
    width=st.sampled_from([64, 32]),
    num_images=st.sampled_from([1, 2]),
    seed=st.sampled_from([None, 7]),
    take=st.sampled_from([None, 2]),
    palette=st.sampled_from([None, ("#000000",)]),
    params=st.dictionaries(st.sampled_from(["remove_bg", "tile_x"]), st.booleans()),
    api=st.sampled_from([{}, {"frames": 8}]),
)


@given(ASSETS, ASSETS)
def test_two_pictures_are_told_apart_exactly_where_their_fingerprints_differ(one, other):
    line = line_of(one)
    found, _ = told(line, other)
    assert bool(found) == (line.fingerprint != requests_of(other)["hero"].fingerprint)
