"""Published files are the delivered bytes, an asset's files go only when nobody wants them, and bought ones stay."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from rdbuild import catalogue, request
from rdbuild.cache import Cache
from rdbuild.errors import StorageError
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

    def deliver(self, asset: Asset, pictures: int, engine: str = PAID, first: int = 1) -> Receipt:
        """A purchase that is in the cache."""
        one = step_of(asset).request
        blobs = [self.cache.put_blob(picture(n)) for n in range(first, first + pictures)]
        receipt = Receipt(
            engine, one.fingerprint, one.base, tuple(Picture(blob, "png", 64, 64) for blob in blobs),
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
        (HERO, 2, {"hero.png": 1, "hero.extra_1.png": 2}),
        (HERO, 3, {"hero.png": 1, "hero.extra_1.png": 2, "hero.extra_2.png": 3}),
        (replace(HERO, params={"return_pre_palette": True}), 2, {"hero.png": 1, "hero.pre_palette.png": 2}),
        (replace(HERO, params={"return_non_bg_removed": True}), 2, {"hero.png": 1, "hero.with_bg.png": 2}),
        (replace(FOUR, num_images=2, params={"return_non_bg_removed": True}), 4,
         {"hero_1.png": 1, "hero_2.png": 2, "hero_1.with_bg.png": 3, "hero_2.with_bg.png": 4}),
        (replace(FOUR, num_images=2, params={"return_non_bg_removed": True}), 3,
         {"hero_1.png": 1, "hero_2.png": 2, "hero.with_bg.png": 3}),
        (replace(FOUR, num_images=2, pick=2, params={"return_non_bg_removed": True}), 4,
         {"hero.png": 2, "hero.with_bg.png": 4}),
        (replace(HERO, params={"return_non_bg_removed": True, "return_pre_palette": True}), 3,
         {"hero.png": 1, "hero.extra_1.png": 2, "hero.extra_2.png": 3}),
    ],
)  # fmt: skip
def test_each_picture_gets_its_name(place: Place, asset: Asset, pictures: int, files: dict[str, int]) -> None:
    found = place.publish(asset, place.deliver(asset, pictures))
    assert place.files == {name: picture(number) for name, number in files.items()}
    assert {out.path: out.image for out in found.made["hero"].outputs} == files


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


def moved_line(place: Place, asset: Asset, pictures: int, name: str) -> None:
    """Publish an asset, lose the cache, and give its line to a new id, as a rename does."""
    place.publish(asset, place.deliver(asset, pictures))
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
    moved_line(place, asset, 4, "knight")
    place.publish(replace(asset, id="knight"), None)
    new = {name: data for name, data in place.files.items() if name.startswith("knight")}
    assert new == {"knight_1.png": picture(1), "knight_2.png": picture(2), "knight_1.with_bg.png": picture(3),
                   "knight_2.with_bg.png": picture(4)}  # fmt: skip


def test_another_pick_takes_its_picture_and_its_extra_from_the_tree(place: Place) -> None:
    asset = replace(FOUR, num_images=2, params={"return_non_bg_removed": True})
    moved_line(place, asset, 4, "hero")
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
