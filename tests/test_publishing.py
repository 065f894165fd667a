"""Published files are the delivered bytes, an asset's files go only when nobody wants them, and bought ones stay."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from rdbuild import catalogue, extras, images, layout, lock, request
from rdbuild.cache import Cache
from rdbuild.errors import LockFileError, StorageError
from rdbuild.model import Asset, Line, Mark, Output, Picture, Receipt, Step
from rdbuild.outputs import Tree
from rdbuild.publishing import Publisher

PAID, LOCAL = "api.example", "local"
MARK = Mark("rdbuild.yaml", 1, 1)
HERO = Asset("hero", MARK, "hero", "a knight", "rd_fast__game_asset", 64, 64)
FOUR = replace(HERO, num_images=4)


def picture(number: int) -> bytes:
    return b"the bytes of picture %d" % number


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def step_of(asset: Asset, **changes: Any) -> Step:
    one = request.make(asset, catalogue.load(), {}, lambda *_: "")
    several = asset.num_images > 1 and asset.pick is None
    outputs = tuple(f"{asset.id}_{n}.png" for n in range(1, asset.num_images + 1)) if several else (f"{asset.id}.png",)
    return replace(Step(asset, one, "new", "", outputs), **changes)


@dataclass
class Place:
    """A tree, a cache and two locks on disk."""

    folder: Path
    lines: dict[str, Line] = field(default_factory=dict)
    local: dict[str, Line] = field(default_factory=dict)

    @property
    def tree(self) -> Path:
        return self.folder / "assets"

    @property
    def cache(self) -> Cache:
        return Cache(self.folder / "cache")

    def publisher(self, engine: str = PAID, planned: tuple[str, ...] = ()) -> Publisher:
        return Publisher(
            Tree(self.tree), self.cache, engine, self.lines, self.local, frozenset(planned), self.cache.known_hash
        )

    def deliver(
        self, asset: Asset, pictures: int, engine: str = PAID, first: int = 1, beside: Sequence[tuple[str, int]] = (),
    ) -> Receipt:  # fmt: skip
        """A purchase that is in the cache; its last pictures are extras of these roles, of these main ones."""
        one = step_of(asset).request
        blobs = [self.cache.put_blob(picture(n)) for n in range(first, first + pictures)]
        roles = [*[("", 0)] * (pictures - len(beside)), *beside]
        receipt = Receipt(
            engine, one.fingerprint, one.base,
            tuple(Picture(blob, "png", 64, 64, *role) for blob, role in zip(blobs, roles, strict=True)),
            17_000, "balance", asset.id, asset.prompt, asset.prompt_style, one.seed, "rd_fast", "2026-01-01T00:00:00Z",
            expected=one.expected,
        )  # fmt: skip
        self.cache.put_receipt(receipt)
        return receipt

    def publish(self, asset: Asset, receipt: Receipt | None, engine: str = PAID, **changes: Any) -> Publisher:
        """Publish one asset, and write its line where a build would."""
        found = self.publisher(engine, changes.pop("planned", ()))
        found.publish(step_of(asset, **changes), receipt)
        for name, line in found.made.items():
            (self.local if line.engine == LOCAL else self.lines)[name] = line
        return found

    def forget(self) -> None:
        """Lose the cache, as a clone on another machine has none."""
        for path in sorted((self.folder / "cache").rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()

    @property
    def files(self) -> Mapping[str, bytes]:
        return {
            path.relative_to(self.tree).as_posix(): path.read_bytes() for path in self.tree.rglob("*") if path.is_file()
        }


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


# -- from a delivery


def test_a_file_is_the_delivered_bytes_and_its_line_says_where_it_came_from(place: Place) -> None:
    found = place.publish(HERO, place.deliver(HERO, 1))
    assert place.files == {"hero.png": picture(1)}
    one = step_of(HERO).request
    assert found.made == {
        "hero": Line("hero", one.base, one.fingerprint, PAID, (Output("hero.png", sha(picture(1)), 64, 64),), 17_000,
                     "balance", "a knight", "rd_fast__game_asset", one.seed, "rd_fast")
    }  # fmt: skip
    assert (found.written, found.removed) == (["hero.png"], [])


def test_publishing_again_writes_nothing(place: Place) -> None:
    receipt = place.deliver(HERO, 1)
    place.publish(HERO, receipt)
    (place.tree / "hero.png").touch()
    before = (place.tree / "hero.png").stat()
    assert place.publish(HERO, receipt).written == []
    assert (place.tree / "hero.png").stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize(
    ("asset", "pictures", "files"),
    [
        (FOUR, 4, {"hero_1.png": 1, "hero_2.png": 2, "hero_3.png": 3, "hero_4.png": 4}),
        (replace(FOUR, pick=3), 4, {"hero.png": 3}),
        (replace(FOUR, num_images=2), 2, {"hero_1.png": 1, "hero_2.png": 2}),
    ],
)
def test_each_picture_gets_its_name(place: Place, asset: Asset, pictures: int, files: dict[str, int]) -> None:
    found = place.publish(asset, place.deliver(asset, pictures))
    assert place.files == {name: picture(number) for name, number in files.items()}
    assert {out.path: out.image for out in found.made["hero"].outputs} == files
    assert found.notes == []


# -- extras

TWO = replace(FOUR, num_images=2)
BOTH = (("with_bg", 1), ("with_bg", 2))


@pytest.mark.parametrize(
    ("asset", "beside", "files"),
    [
        (HERO, [("pre_palette", 1)], {"hero.png": 1, "hero.pre_palette.png": 2}),
        (HERO, [("with_bg", 0), ("pre_palette", 0)], {"hero.png": 1, "hero.with_bg.png": 2, "hero.pre_palette.png": 3}),
        (TWO, BOTH, {"hero_1.png": 1, "hero_2.png": 2, "hero_1.with_bg.png": 3, "hero_2.with_bg.png": 4}),
        (TWO, BOTH[::-1], {"hero_1.png": 1, "hero_2.png": 2, "hero_2.with_bg.png": 3, "hero_1.with_bg.png": 4}),
        (TWO, [("with_bg", 0)], {"hero_1.png": 1, "hero_2.png": 2, "hero.with_bg.png": 3}),
        (TWO, [("pre_palette", 2)], {"hero_1.png": 1, "hero_2.png": 2, "hero_2.pre_palette.png": 3}),
        (replace(TWO, pick=2), BOTH, {"hero.png": 2, "hero.with_bg.png": 4}),
        (replace(TWO, pick=2), [("with_bg", 0)], {"hero.png": 2, "hero.with_bg.png": 3}),
        (replace(TWO, pick=1), [("with_bg", 2)], {"hero.png": 1}),
    ],
)
def test_an_extra_is_named_by_its_role_and_the_picture_that_it_belongs_to(
    place: Place, asset: Asset, beside: Sequence[tuple[str, int]], files: dict[str, int]
) -> None:
    found = place.publish(asset, place.deliver(asset, asset.num_images + len(beside), beside=beside))
    assert place.files == {name: picture(number) for name, number in files.items()}
    assert {out.path: out.image for out in found.made["hero"].outputs} == files
    assert found.notes == []


@pytest.mark.parametrize(
    "beside",
    [[("extra", 0), ("extra", 0)], [("", 0), ("", 0)], [("a role of later days", 1), ("with_bg", 9)]],
    ids=["nothing told them apart", "a receipt without roles", "a receipt that makes no sense"],
)
def test_what_has_no_name_is_numbered_and_warned_of(place: Place, beside: Sequence[tuple[str, int]]) -> None:
    asset = replace(HERO, params={"return_non_bg_removed": True})
    found = place.publish(asset, place.deliver(asset, 3, beside=beside))
    assert place.files == {
        "hero.png": picture(1), "hero.extra_1.png": picture(2), "hero.extra_2.png": picture(3),
    }  # fmt: skip
    assert [(note.code, note.severity) for note in found.notes] == [("unnamed-extra", "warning")] * 2
    assert found.notes[0].message == (
        "`hero` came with a picture that nothing tells the meaning of: `hero.extra_1.png`"
    )


def test_two_of_one_role_for_one_picture_do_not_share_a_file(place: Place) -> None:
    found = place.publish(HERO, place.deliver(HERO, 3, beside=[("with_bg", 1), ("with_bg", 0)]))
    assert place.files.keys() == {"hero.png", "hero.with_bg.png", "hero.extra_1.png"}
    assert [note.code for note in found.notes] == ["unnamed-extra"]


def test_an_extra_never_takes_the_place_of_another_asset(place: Place) -> None:
    found = place.publish(HERO, place.deliver(HERO, 2, beside=[("extra", 0)]), planned=("hero.png", "hero.extra_1.png"))
    assert place.files.keys() == {"hero.png"}
    assert "another asset has" in found.notes[-1].message


PALETTE = ((16, 32, 48), (200, 40, 40), (40, 200, 40))


def drawn(subject: int, *, palette: bool = True, ground: bool = False) -> bytes:
    """A PNG of a blob that is another for each subject; before the palette it has a shade of its own."""
    image = Image.new("RGBA", (8, 8), (*PALETTE[0], 255) if ground else (0, 0, 0, 0))
    for x in range(2, 6):
        for y in range(2, 6):
            colour = PALETTE[1 + (x * y * subject // 2) % 2]
            image.putpixel((x, y), (colour[0], colour[1] + (0 if palette else 5), colour[2], 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[tuple[str, int, bytes]], list[str]]:
    """Pictures in any order: (role, subject, PNG), and what was asked for."""
    count = draw(st.integers(1, 3))
    asked = draw(st.sampled_from([["pre_palette"], ["with_bg"], ["pre_palette", "with_bg"]]))
    came = [("", subject, drawn(subject)) for subject in range(1, count + 1)]
    # Whether the picture before the palette has lost its background already is not documented.
    early = draw(st.booleans())
    for role in asked:
        subjects = range(1, count + 1) if draw(st.booleans()) else [draw(st.integers(1, count))]
        for subject in subjects:
            before = role == "pre_palette"
            png = drawn(subject, palette=not before, ground=early if before else True)
            came.append((role, subject if len(subjects) == count else 0, png))
    return draw(st.permutations(came)), asked


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries())
def test_the_names_are_the_same_in_whatever_order_pictures_come(
    tmp_path_factory: pytest.TempPathFactory, delivery: tuple[list[tuple[str, int, bytes]], list[str]]
) -> None:
    """One for all or one an image, either or both roles: told by the pixels of real pictures."""
    came, asked = delivery
    place = Place(tmp_path_factory.mktemp("order"))
    count = sum(not role for role, _, _ in came)
    stills = images.Stills([png for _, _, png in came], [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in PALETTE])
    blobs = [place.cache.put_blob(png) for _, _, png in came]
    looks = []
    for index, blob in enumerate(blobs):
        traits = stills.traits(index)
        assert traits is not None
        looks.append(extras.Looks(blob, *traits))
    places = extras.in_order(looks, count, asked, stills.difference)
    asset = replace(HERO, num_images=count)
    bare = place.deliver(asset, 1)
    pictures = tuple(Picture(blobs[one.at], "png", 8, 8, one.role, one.of) for one in places)
    found = place.publish(asset, replace(bare, pictures=pictures, expected=count))
    numbers = {subject: number for number, subject in enumerate((one[1] for one in came if not one[0]), 1)}
    expected = {}
    for role, subject, png in came:
        stem = f"hero_{numbers[subject]}" if subject and count > 1 else "hero"
        expected[f"{stem}.{role}.png" if role else f"{stem}.png"] = png
    assert place.files == expected
    assert found.notes == []


# -- sheets and animations

WALKING = Asset("hero", MARK, "hero", "a knight", "rd_animation__four_angle_walking", 48, 48)


def styled(place: Place) -> Publisher:
    found = catalogue.load()
    return Publisher(
        Tree(place.tree), place.cache, PAID, place.lines, place.local, frozenset(), place.cache.known_hash,
        lambda asset, outputs: layout.describe(asset, found.get(asset.prompt_style or "") or found.absent(), outputs),
    )  # fmt: skip


@pytest.mark.parametrize(("size", "codes"), [((192, 192), []), ((200, 190), ["sheet-does-not-divide"])])
def test_a_sheet_that_does_not_divide_is_published_as_it_is_and_warned_of(
    place: Place, size: tuple[int, int], codes: list[str]
) -> None:
    asset = replace(WALKING, params={"return_spritesheet": True})
    receipt = place.deliver(asset, 1)
    pictures = (replace(receipt.pictures[0], width=size[0], height=size[1]),)
    publisher = styled(place)
    publisher.publish(step_of(asset), replace(receipt, pictures=pictures))
    assert place.files == {"hero.png": picture(1)}
    assert [note.code for note in publisher.notes] == codes


def test_the_lock_remembers_how_long_each_frame_of_an_animation_shows(place: Place) -> None:
    """A clone without a cache can say it in the index."""
    receipt = place.deliver(WALKING, 1)
    timed = replace(receipt, pictures=(replace(receipt.pictures[0], media="gif", durations=(150, 200)),))
    place.cache.put_receipt(timed)
    kept = place.cache.receipt(PAID, timed.fingerprint)
    assert kept == timed
    found = place.publish(WALKING, kept)
    path = place.folder / "rdbuild.lock.json"
    lock.update(path, found.made, place.folder / "home")
    (output,) = lock.read(path).lines["hero"].outputs
    assert output.durations == (150, 200)
    still = json.loads(path.read_text())["assets"]["hero"]["outputs"][0]
    assert still["durations"] == [150, 200]


def test_the_line_of_a_still_picture_has_no_word_about_durations(place: Place) -> None:
    found = place.publish(HERO, place.deliver(HERO, 1))
    path = place.folder / "rdbuild.lock.json"
    lock.update(path, found.made, place.folder / "home")
    assert "durations" not in path.read_text()


def test_durations_that_are_none_are_refused_with_the_place(place: Place) -> None:
    found = place.publish(HERO, place.deliver(HERO, 1))
    path = place.folder / "rdbuild.lock.json"
    lock.update(path, found.made, place.folder / "home")
    path.write_text(path.read_text().replace('"image": 1', '"image": 1, "durations": [1, -1]'))
    with pytest.raises(LockFileError, match=r"`durations` of output 1 is `\[1, -1\]`, not a list of milliseconds"):
        lock.read(path)


# -- too few


def test_too_few_pictures_are_an_error_with_words_and_nothing_is_written(place: Place) -> None:
    """Collected by a build whose manifest no longer said how many there should be."""
    with pytest.raises(StorageError, match="3 of 4 pictures of `hero` were delivered"):
        place.publish(FOUR, place.deliver(FOUR, 3))
    assert not place.tree.exists()


def test_a_picture_that_the_cache_lost_meanwhile_is_an_error_with_a_way_on(place: Place) -> None:
    receipt = place.deliver(HERO, 1)
    for blob in (place.folder / "cache" / "blobs").rglob("*"):
        if blob.is_file():
            blob.unlink()
    with pytest.raises(StorageError, match="the cache lost the picture of `hero`"):
        place.publish(HERO, receipt)
    assert place.lines == {}


# -- files that go


def test_files_that_an_asset_no_longer_makes_go(place: Place) -> None:
    place.publish(FOUR, place.deliver(FOUR, 4))
    found = place.publish(replace(FOUR, pick=2), place.deliver(FOUR, 4))
    assert place.files == {"hero.png": picture(2)}
    assert sorted(found.removed) == ["hero_1.png", "hero_2.png", "hero_3.png", "hero_4.png"]


def test_an_edited_file_stays_though_nothing_makes_it_any_more(place: Place) -> None:
    place.publish(FOUR, place.deliver(FOUR, 4))
    (place.tree / "hero_2.png").write_bytes(b"drawn over by hand")
    place.publish(replace(FOUR, pick=1), place.deliver(FOUR, 4))
    assert place.files == {"hero.png": picture(1), "hero_2.png": b"drawn over by hand"}


def test_a_file_that_another_asset_makes_now_stays(place: Place) -> None:
    place.publish(FOUR, place.deliver(FOUR, 4))
    place.publish(replace(FOUR, pick=1), place.deliver(FOUR, 4), planned=("hero.png", "hero_4.png"))
    assert set(place.files) == {"hero.png", "hero_4.png"}


def test_the_files_of_an_old_name_stay_until_they_are_pruned(place: Place) -> None:
    receipt = place.deliver(HERO, 1)
    place.publish(HERO, receipt)
    moved = replace(place.lines.pop("hero"), id="knight", was=("hero.png",))
    place.lines["knight"] = moved
    found = place.publish(replace(HERO, id="knight"), receipt)
    assert set(place.files) == {"hero.png", "knight.png"}
    assert found.made["knight"].was == ("hero.png",)


def test_what_people_decided_stays_on_the_line(place: Place) -> None:
    receipt = place.deliver(HERO, 1)
    place.publish(HERO, receipt)
    place.lines["hero"] = replace(place.lines["hero"], decided={"take": 3})
    assert place.publish(HERO, receipt).made["hero"].decided == {"take": 3}


# -- from the tree alone: a clone without a cache


def moved_line(place: Place, asset: Asset, pictures: int, name: str, beside: Sequence[tuple[str, int]] = ()) -> None:
    """Publish an asset, lose the cache, and give its line to a new id, as a rename does."""
    place.publish(asset, place.deliver(asset, pictures, beside=beside))
    place.forget()
    old = place.lines.pop(asset.id)
    place.lines[name] = replace(old, id=name, was=tuple(out.path for out in old.outputs))


def test_a_renamed_asset_is_published_from_its_old_file(place: Place) -> None:
    moved_line(place, HERO, 1, "knight")
    found = place.publish(replace(HERO, id="knight"), None)
    assert place.files == {"hero.png": picture(1), "knight.png": picture(1)}
    line = found.made["knight"]
    assert (line.engine, line.cost_micro, line.model) == (PAID, 17_000, "rd_fast"), "provenance goes along"


def test_a_file_moved_along_with_its_id_is_taken_as_it_lies(place: Place) -> None:
    moved_line(place, HERO, 1, "knight")
    (place.tree / "hero.png").rename(place.tree / "knight.png")
    found = place.publish(replace(HERO, id="knight"), None)
    assert (place.files, found.written) == ({"knight.png": picture(1)}, [])


def test_extras_that_were_paid_for_go_along(place: Place) -> None:
    asset = replace(FOUR, num_images=2, params={"return_non_bg_removed": True})
    moved_line(place, asset, 4, "knight", BOTH)
    place.publish(replace(asset, id="knight"), None)
    new = {name: data for name, data in place.files.items() if name.startswith("knight")}
    assert new == {"knight_1.png": picture(1), "knight_2.png": picture(2), "knight_1.with_bg.png": picture(3),
                   "knight_2.with_bg.png": picture(4)}  # fmt: skip


def test_an_extra_that_is_one_for_all_goes_along(place: Place) -> None:
    moved_line(place, TWO, 4, "knight", [("with_bg", 0), ("extra", 0)])
    place.publish(replace(TWO, id="knight"), None)
    new = {name: data for name, data in place.files.items() if name.startswith("knight")}
    assert new == {"knight_1.png": picture(1), "knight_2.png": picture(2), "knight.with_bg.png": picture(3),
                   "knight.extra_1.png": picture(4)}  # fmt: skip
    place.lines["page"] = replace(place.lines["knight"], id="page", outputs=place.lines.pop("knight").outputs)
    place.publish(replace(TWO, id="page", pick=1), None)
    assert {name for name in place.files if name.startswith("page")} == {
        "page.png", "page.with_bg.png", "page.extra_1.png",
    }  # fmt: skip


def test_another_pick_takes_its_picture_and_its_extra_from_the_tree(place: Place) -> None:
    asset = replace(FOUR, num_images=2, params={"return_non_bg_removed": True})
    moved_line(place, asset, 4, "hero", BOTH)
    place.lines["hero"] = replace(place.lines["hero"], was=())
    place.publish(replace(asset, pick=2), None)
    assert place.files == {"hero.png": picture(2), "hero.with_bg.png": picture(4)}


def test_two_assets_that_change_names_with_each_other_keep_their_pictures(place: Place) -> None:
    """Each one's file is the other one's source, and is overwritten before that one's turn."""
    other = replace(HERO, id="page", prompt="a page")
    place.publish(HERO, place.deliver(HERO, 1))
    place.publish(other, place.deliver(other, 1, first=2))
    swapped = [replace(HERO, id="page"), replace(other, id="hero")]
    publisher = place.publisher(planned=("hero.png", "page.png"))
    steps = [step_of(asset, source_engine=PAID) for asset in swapped]
    receipts = [publisher.receipt(step) for step in steps]
    for step, receipt in zip(steps, receipts, strict=True):
        publisher.publish(step, receipt)
    assert place.files == {"page.png": picture(1), "hero.png": picture(2)}


def test_a_picture_that_is_gone_since_the_plan_is_an_error_with_words(place: Place) -> None:
    moved_line(place, HERO, 1, "knight")
    (place.tree / "hero.png").unlink()
    with pytest.raises(StorageError, match="the picture of `knight` is gone since the plan was made"):
        place.publish(replace(HERO, id="knight"), None)


def test_a_paid_build_takes_no_placeholder_from_the_tree(place: Place) -> None:
    place.publish(HERO, place.deliver(HERO, 1, LOCAL), LOCAL)
    with pytest.raises(StorageError):
        place.publish(HERO, None)


# -- bought and placeholders


def test_a_placeholder_never_replaces_a_bought_file_that_is_there(place: Place) -> None:
    """In a clone one of two bought files is gone; the placeholder's delivery fills that gap only."""
    two = replace(FOUR, num_images=2)
    place.publish(two, place.deliver(two, 2))
    place.forget()
    (place.tree / "hero_2.png").unlink()
    place.publish(two, place.deliver(two, 2, LOCAL, first=8), LOCAL)
    assert place.files == {"hero_1.png": picture(1), "hero_2.png": picture(9)}
    hashes = [out.sha256 for out in place.local["hero"].outputs]
    assert hashes == [sha(picture(1)), sha(picture(9))], "the line says what is there, so that the next plan is done"


def test_a_bought_file_that_a_placeholders_line_names_is_not_swept_away_as_a_placeholder(place: Place) -> None:
    two = replace(FOUR, num_images=2)
    place.publish(two, place.deliver(two, 2))
    (place.tree / "hero_2.png").unlink()
    place.publish(two, place.deliver(two, 2, LOCAL, first=8), LOCAL)
    picked = replace(two, pick=2, prompt="a page")
    place.publish(picked, place.deliver(picked, 2, LOCAL, first=5), LOCAL)
    assert place.files == {"hero_1.png": picture(1), "hero.png": picture(6)}


def test_a_placeholder_removes_no_bought_file(place: Place) -> None:
    place.publish(FOUR, place.deliver(FOUR, 4))
    picked = replace(FOUR, pick=2, prompt="a page")
    place.publish(picked, place.deliver(picked, 4, LOCAL, first=5), LOCAL)
    assert place.files == {**{f"hero_{n}.png": picture(n) for n in (1, 2, 3, 4)}, "hero.png": picture(6)}


def test_a_paid_build_replaces_placeholders_and_removes_those_it_does_not_make(place: Place) -> None:
    place.publish(FOUR, place.deliver(FOUR, 4, LOCAL, first=5), LOCAL)
    place.publish(replace(FOUR, pick=2), place.deliver(FOUR, 4))
    assert place.files == {"hero.png": picture(2)}


# -- pictures for what is made from them


@pytest.mark.parametrize("where", ["cache", "tree"])
def test_a_picture_that_is_there_is_given_as_delivered(place: Place, where: str) -> None:
    place.publish(FOUR, place.deliver(FOUR, 4))
    if where == "tree":
        for blob in (place.folder / "cache").rglob("*.json"):
            blob.unlink()
    step = step_of(FOUR, source_engine=PAID)
    assert place.publisher().picture(step, 3) == picture(3)
    assert place.publisher().picture(step, 5) is None


def test_an_edited_file_is_not_the_delivered_picture(place: Place) -> None:
    moved_line(place, HERO, 1, "hero")
    (place.tree / "hero.png").write_bytes(b"drawn over by hand")
    assert place.publisher().picture(step_of(HERO), 1) is None


def test_an_unusable_delivery_is_no_picture_and_is_not_published(place: Place) -> None:
    place.cache.put_receipt(replace(place.deliver(HERO, 1), unusable="not an image", attempt=2))
    step = step_of(HERO)
    assert place.publisher().receipt(step) is None
    assert place.publisher().picture(step, 1) is None


def test_a_path_that_leaves_the_tree_is_never_followed(place: Place) -> None:
    """Lock files are text that others write."""
    outside = place.folder / "precious.txt"
    outside.write_bytes(picture(1))
    line = Line(
        "hero", "b", step_of(HERO).request.fingerprint, PAID, (Output("../precious.txt", sha(picture(1)), 1, 1),)
    )
    place.lines["hero"] = line
    with pytest.raises(StorageError):
        place.publish(HERO, place.deliver(HERO, 1))
    assert outside.read_bytes() == picture(1)
