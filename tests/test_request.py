"""What is bought once stays bought: a fingerprint is what shapes the picture, and no release changes one."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rdbuild import catalogue, request
from rdbuild.model import Asset, ImageRef, Json, Mark, Request
from rdbuild.project import Place, Project

GOLDEN = json.loads(Path(__file__).with_name("fingerprints.json").read_text(encoding="utf-8"))
CATALOGUE = catalogue.load()
MARK = Mark("rdbuild.yaml", 1, 1)
laws = settings(deadline=None, max_examples=80)
BARE = Asset("hero", MARK, "hero", "a knight", "rd_fast__game_asset", 64, 64)


def requests_of(lines: Sequence[str], folder: Path) -> dict[str, Request]:
    """The requests of a manifest on disk; `dot.png` and the same on white, `flat.png`, lie beside it."""
    dot = Image.new("RGBA", (64, 64), (200, 30, 30, 255))
    dot.putpixel((5, 6), (9, 9, 9, 0))
    dot.save(folder / "dot.png")
    flat = Image.new("RGB", (64, 64), (200, 30, 30))
    flat.putpixel((5, 6), (255, 255, 255))
    flat.save(folder / "flat.png", compress_level=0)
    manifest = folder / "rdbuild.yaml"
    manifest.write_text("\n".join(lines), encoding="utf-8")
    project = Project(Place(manifest, "local", folder / "home"))
    project.close()
    return project.requests


def make(asset: Asset, upstream: dict[str, tuple[Asset, Request]] | None = None, take: int | None = None) -> Request:
    """The request of an asset whose files all have pixels that are named as they are."""
    return request.make(asset, CATALOGUE, upstream or {}, lambda ref, *_: str(ref.file), take)


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Request]:
    return requests_of(GOLDEN["manifest"], tmp_path_factory.mktemp("golden"))


# -- pinned

TWINS = [
    ("plain", "defaults-written-out"),
    ("plain", "untrimmed"),
    ("plain", "other-tags"),
    ("composed", "decomposed"),
    ("four", "four-picked"),
    ("take-two", "seed-of-take-two"),
    ("palette", "palette-listed"),
    ("redrawn", "redrawn-written-longer"),
    ("redrawn", "redrawn-from-a-flat-copy"),
    ("walk", "walk-old-id"),
    ("from-the-pick", "from-the-second"),
]


@pytest.mark.parametrize("name", GOLDEN["pinned"])
def test_no_release_changes_a_fingerprint(golden: dict[str, Request], name: str) -> None:
    """A red line here means that every user would pay again: ship the new form beside the old instead."""
    one = golden[name]
    assert {"base": one.base, "fingerprint": one.fingerprint, "seed": one.seed} == GOLDEN["pinned"][name]


def test_every_asset_of_the_golden_manifest_is_pinned(golden: dict[str, Request]) -> None:
    assert list(GOLDEN["pinned"]) == [name for name in golden if name in GOLDEN["pinned"]]
    assert golden.keys() == GOLDEN["pinned"].keys()


@pytest.mark.parametrize("names", TWINS)
def test_one_picture_said_in_two_ways_is_bought_once(golden: dict[str, Request], names: tuple[str, str]) -> None:
    one, other = (golden[name] for name in names)
    assert (one.base, one.fingerprint, one.fields) == (other.base, other.fingerprint, other.fields)


def test_all_other_pinned_requests_are_different_pictures(golden: dict[str, Request]) -> None:
    assert len({one.fingerprint for one in golden.values()}) == len(golden) - len(TWINS)


def test_a_seed_decides_and_never_the_base(golden: dict[str, Request]) -> None:
    assert golden["plain"].base == golden["take-two"].base == golden["seed-zero"].base
    assert len({golden[name].fingerprint for name in ("plain", "take-two", "seed-zero")}) == 3
    assert golden["seed-zero"].seed == 0


def test_form_1_is_what_the_head_of_the_module_says() -> None:
    """The whole recipe by hand, from text to fingerprint, without the code under test."""
    asset = replace(BARE, params={"strength": Decimal("0.50"), "remove_bg": True}, input_image=ImageRef(MARK, "p1xels"),
                    palette=("#000000", "#ffffff"), api={"k": [1, None, "é"]})  # fmt: skip
    text = (
        '{"api":{"k":[1,null,"é"]},"form":1,"height":64,"inputs":[["input_image","pixels","p1xels"]],"num_images":1,'
        '"palette":["#000000","#ffffff"],"params":{"remove_bg":true,"strength":0.5},"prompt":"a knight",'
        '"style":"rd_fast__game_asset","width":64}'
    )
    base = hashlib.sha256(text.encode()).hexdigest()
    seed = int(hashlib.sha256(f"{base}:take:1".encode()).hexdigest(), 16) % 2**31
    made = make(asset)
    assert made.base == base
    assert made.seed == seed
    assert made.fingerprint == hashlib.sha256(f"{base}:seed:{seed}".encode()).hexdigest()


# -- the canonical text


@pytest.mark.parametrize(
    ("one", "other"),
    [("0.8", "0.80"), ("1.0", "1"), ("-0.0", "0"), ("1e2", "100"), ("1E-3", "0.001")],
)
def test_equal_numbers_are_one_text(one: str, other: str) -> None:
    assert request.canonical(Decimal(one)) == request.canonical(Decimal(other))
    whole = Decimal(other) == int(Decimal(other))
    assert not whole or request.canonical(int(Decimal(other))) == request.canonical(Decimal(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("0.8"), "0.8"),
        (1, True),
        (0, False),
        (None, "null"),
        (Decimal("0.1"), Decimal("0.1000000000000000000000000000000000000001")),
        (10**40, 10**40 + 1),
        ({"decimal": "0.5"}, Decimal("0.5")),
        ([1, 2], [2, 1]),
        ({"a": None}, {}),
    ],
)
def test_different_values_are_different_texts(one: Json, other: Json) -> None:
    assert request.canonical(one) != request.canonical(other)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def turned_round(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: turned_round(item) for key, item in reversed(value.items())}
    return [turned_round(item) for item in value] if isinstance(value, list) else value


@laws
@given(VALUES)
def test_the_canonical_text_is_json_that_says_the_value(value: Json) -> None:
    text = request.canonical(value)
    assert request.canonical(json.loads(text, parse_float=Decimal)) == text


@laws
@given(st.dictionaries(st.text(max_size=5).map(lambda key: unicodedata.normalize("NFC", key)), VALUES))
def test_the_order_of_keys_never_matters(value: dict[str, Json]) -> None:
    assert request.canonical(turned_round(value)) == request.canonical(value)


# -- laws

PROMPTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda text: text.strip())
FLAGS = st.fixed_dictionaries(
    {},
    optional={
        **{
            name: st.booleans()
            for name in ("remove_bg", "return_non_bg_removed", "return_pre_palette", "tile_x", "tile_y",
                         "bypass_prompt_expansion", "return_spritesheet")
        },
        "strength": st.decimals(0, 1, places=3),
        "upscale_output_factor": st.sampled_from([None, 1, 2, 4]),
        "extra_prompt": PROMPTS,
    },
)  # fmt: skip
COLOURS = st.lists(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), min_size=1, max_size=5, unique=True).map(tuple)
FILES = st.builds(lambda name: ImageRef(MARK, file=name), st.sampled_from(["a", "b"]))
ASSETS = st.builds(
    Asset,
    id=st.sampled_from(["hero", "items/potion"]),
    mark=st.just(MARK),
    entry=st.just("hero"),
    prompt=PROMPTS,
    prompt_style=st.sampled_from([None, "rd_fast__game_asset", "rd_plus__default", "user__mine"]),
    width=st.integers(16, 384),
    height=st.integers(16, 384),
    num_images=st.integers(1, 9),
    params=FLAGS,
    api=st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3), max_size=2),
    seed=st.none() | st.integers(0, 2**31 - 1),
    take=st.none() | st.integers(1, 9),
    input_image=st.none() | FILES,
    reference_images=st.lists(FILES, max_size=2).map(tuple),
    palette=st.none() | COLOURS,
)


@laws
@given(ASSETS, st.text(max_size=5), st.lists(st.text(max_size=3)), st.integers(1, 9))
def test_names_tags_picks_places_and_the_order_of_keys_never_buy(
    asset: Asset, name: str, tags: list[str], pick: int
) -> None:
    other = replace(
        asset, id=name, entry=name, mark=Mark("elsewhere.yaml", 9, 9), tags=tuple(tags), pick=pick,
        params=dict(reversed(asset.params.items())), api=dict(reversed(asset.api.items())),
        prompt=f"  {asset.prompt}\n",
    )  # fmt: skip
    assert replace(make(other), asset="") == replace(make(asset), asset="")


@laws
@given(ASSETS)
def test_leaving_a_documented_default_out_and_writing_it_down_are_one(asset: Asset) -> None:
    without = {name: value for name, value in asset.params.items() if request.DEFAULTS.get(name, "none") != value}
    spelt = {**request.DEFAULTS, **asset.params}
    assert make(replace(asset, params=without)) == make(replace(asset, params=spelt)) == make(asset)


@laws
@given(ASSETS, st.data())
def test_whatever_shapes_the_picture_changes_base_and_fingerprint(asset: Asset, data: st.DataObject) -> None:
    flag = data.draw(st.sampled_from(sorted(set(request.DEFAULTS) - {"upscale_output_factor"})))
    changed = data.draw(
        st.sampled_from(
            [
                replace(asset, prompt=asset.prompt.strip() + "!"),
                replace(asset, prompt_style="rd_plus__watercolor"),
                replace(asset, width=asset.width + 1),
                replace(asset, height=asset.height + 1),
                replace(asset, num_images=asset.num_images + 1),
                replace(asset, params={**asset.params, flag: not asset.params.get(flag, False)}),
                replace(asset, params={**asset.params, "strength": Decimal("0.12345")}),
                replace(asset, params={**asset.params, "upscale_output_factor": 8}),
                replace(asset, params={**asset.params, "extra_prompt": "something else entirely!"}),
                replace(asset, palette=(*(asset.palette or ()), "not there yet")),
                replace(asset, input_image=ImageRef(MARK, file="another")),
                replace(asset, extra_input_image=ImageRef(MARK, file="another")),
                replace(asset, reference_images=(*asset.reference_images, ImageRef(MARK, file="a"))),
                replace(asset, api={**asset.api, "frames_duration": 8}),
            ]
        )
    )
    one, other = make(asset), make(changed)
    assert one.base != other.base
    assert one.fingerprint != other.fingerprint


@laws
@given(ASSETS, st.integers(1, 50))
def test_writing_a_derived_seed_down_buys_nothing(asset: Asset, take: int) -> None:
    derived = make(replace(asset, seed=None, take=take))
    written = make(replace(asset, seed=derived.seed, take=None))
    assert (written.fingerprint, written.fields) == (derived.fingerprint, derived.fields)
    assert derived.seed is not None
    assert 0 <= derived.seed < 2**31


@laws
@given(ASSETS, st.integers(1, 9))
def test_the_manifest_outranks_a_decided_take(asset: Asset, decided: int) -> None:
    made = make(asset, take=decided)
    assert made.take == (asset.take if asset.take is not None else decided)
    if asset.seed is not None:
        assert made.fingerprint == make(asset).fingerprint, "a stated seed decides alone"


@laws
@given(ASSETS, ASSETS)
def test_what_is_made_from_an_asset_changes_with_its_picture_and_not_with_its_name(one: Asset, other: Asset) -> None:
    made = {name: make(asset) for name, asset in (("one", one), ("other", other))}
    upstream = {name: (asset, made[name]) for name, asset in (("one", one), ("other", other))}
    walks = [
        make(replace(BARE, input_image=ImageRef(MARK, asset=name, image=1)), upstream).fingerprint
        for name in ("one", "other")
    ]
    assert (walks[0] == walks[1]) == (made["one"].fingerprint == made["other"].fingerprint)


# -- what is sent


def test_the_body_says_what_was_asked_for_and_no_defaults_but_the_native_size() -> None:
    asset = replace(BARE, params={"remove_bg": True, "tile_x": False, "strength": Decimal("0.8")}, seed=7)
    assert make(asset).fields == {
        "prompt": "a knight",
        "width": 64,
        "height": 64,
        "num_images": 1,
        "prompt_style": "rd_fast__game_asset",
        "remove_bg": True,
        "strength": Decimal("0.8"),
        "upscale_output_factor": 1,
        "seed": 7,
    }


def test_no_style_is_sent_as_no_style_and_priced_by_the_documented_default() -> None:
    made = make(replace(BARE, prompt_style=None))
    assert "prompt_style" not in made.fields
    assert made.formula_micro == make(replace(BARE, prompt_style="rd_fast__default")).formula_micro == 17_000


def test_null_is_a_factor_of_its_own_and_is_sent() -> None:
    made = make(replace(BARE, params={"upscale_output_factor": None}))
    assert made.fields["upscale_output_factor"] is None
    assert made.base != make(BARE).base
    assert made.sizes == (), "the server chooses the size"


def test_a_style_that_knows_no_factor_is_sent_none() -> None:
    row = CATALOGUE.styles["rd_fast__game_asset"]
    plain = replace(CATALOGUE, styles={row.id: replace(row, params=row.params - {"upscale_output_factor"})})
    made = request.make(BARE, plain, {}, lambda *_: "")
    assert "upscale_output_factor" not in made.fields
    assert made.base == make(BARE).base, "a correction of the catalogue buys nothing"


@laws
@given(ASSETS, PROMPTS, st.integers(0, 2**31 - 1))
def test_text_and_seed_never_change_the_price_class(asset: Asset, prompt: str, seed: int) -> None:
    """10,000 prompts of one style and size are one question to `check_cost`."""
    assert make(replace(asset, prompt=prompt, seed=seed)).price_class == make(asset).price_class


@laws
@given(ASSETS, ASSETS)
def test_requests_of_one_price_class_have_one_price(one: Asset, other: Asset) -> None:
    first, second = make(one), make(replace(other, params=one.params, api=one.api, width=one.width))
    assert first.price_class != second.price_class or first.formula_micro == second.formula_micro


def test_what_a_required_input_is_called_is_told_for_the_quote() -> None:
    made = make(replace(BARE, prompt_style="rd_pro__pixelate", input_image=ImageRef(MARK, file="a")))
    assert made.requires == {"input_image"}


def test_an_input_is_fitted_where_the_style_wants_the_size_of_the_request() -> None:
    asked: list[tuple[str, str, tuple[int, int] | None]] = []

    def pixels(ref: ImageRef, mode: str, flatten: str, size: tuple[int, int] | None, fit: object) -> str:
        asked.append((str(ref.file), mode, size))
        return "p"

    walk = replace(BARE, prompt_style="rd_animation__any_animation", input_image=ImageRef(MARK, file="still"),
                   reference_images=(ImageRef(MARK, file="seen"),))  # fmt: skip
    request.make(walk, CATALOGUE, {}, pixels)
    request.make(replace(walk, prompt_style="rd_pro__default"), CATALOGUE, {}, pixels)
    assert asked == [
        ("still", "RGB", (64, 64)),
        ("seen", "RGBA", (64, 64)),
        ("still", "RGB", None),
        ("seen", "RGBA", None),
    ]


def test_the_fingerprint_of_files_that_somebody_made_is_pinned_too() -> None:
    text = '{"adopted":[[1,"ab"],[2,"cd"]],"form":1}'
    assert request.adopted([(2, "cd"), (1, "ab")]) == hashlib.sha256(text.encode()).hexdigest()
    assert request.adopted([(1, "ab")]) == "3f474d38e13935aa78de0109a8091b8babf18c29e13fbdaca722ea47ee76c617"
