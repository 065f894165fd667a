"""What came beside the pictures asked for is told by what is to be seen, in whatever order it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.extras import PRE_PALETTE, UNNAMED, WITH_BG, Looks, Place, in_order


@dataclass(frozen=True)
class Seen:
    """A picture as the evidence has it: the main picture that it shows, how far from it, and its traits."""

    subject: int
    apart: float = 0.0
    see_through: bool = True
    outside: bool | None = False
    sha256: str = ""

    @property
    def looks(self) -> Looks:
        return Looks(self.sha256 or f"{self.subject} {self.apart} {self.see_through} {self.outside}",
                     self.see_through, self.outside)  # fmt: skip


def main(subject: int) -> Seen:
    return Seen(subject)


def before_palette(subject: int, *, opaque: bool = False) -> Seen:
    return Seen(subject, apart=3.0, see_through=not opaque, outside=True)


def before_removal(subject: int, *, outside: bool = False) -> Seen:
    return Seen(subject, see_through=False, outside=outside)


BEFORE = {PRE_PALETTE: before_palette, WITH_BG: before_removal}


def decide(came: Sequence[Seen | None], expected: int, *asked: str) -> tuple[Place, ...]:
    def difference(one: int, other: int) -> float:
        first, second = came[one], came[other]
        assert first is not None
        assert second is not None
        return abs(first.apart - second.apart) + 40.0 * (first.subject != second.subject)

    return in_order([one and one.looks for one in came], expected, asked, difference)


def roles(came: Sequence[Seen | None], expected: int, *asked: str) -> list[str]:
    """The role of each picture, as they came."""
    found = {place.at: place.role for place in decide(came, expected, *asked)}
    return [found[index] for index in range(len(came))]


# -- with proof


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[tuple[Seen, str, int]], int, list[str]]:
    """Pictures in any order, each with the role and the main one's subject that it should get; 0: one for all."""
    count = draw(st.integers(1, 4))
    asked = draw(st.sampled_from([[PRE_PALETTE], [WITH_BG], [PRE_PALETTE, WITH_BG]]))
    came = [(main(subject), "", 0) for subject in range(1, count + 1)]
    for role in asked:
        if draw(st.booleans()):
            came += [(BEFORE[role](subject), role, subject) for subject in range(1, count + 1)]
        else:
            came.append((BEFORE[role](draw(st.integers(1, count))), role, 0 if count > 1 else 1))
    return draw(st.permutations(came)), count, asked


@given(deliveries())
def test_no_order_changes_what_a_picture_is(delivery: tuple[list[tuple[Seen, str, int]], int, list[str]]) -> None:
    came, count, asked = delivery
    places = decide([seen for seen, _, _ in came], count, *asked)
    assert sorted(place.at for place in places) == list(range(len(came)))
    mains = [place.at for place in places[:count]]
    assert mains == [index for index, (_, role, _) in enumerate(came) if not role], "main ones first, as they came"
    numbers = {came[index][0].subject: number for number, index in enumerate(mains, 1)}
    for place in places[count:]:
        _, role, subject = came[place.at]
        assert place.role == role
        assert place.of == (numbers[subject] if subject else 0)


@given(st.permutations([main(1), before_palette(1, opaque=True), before_removal(1)]))
def test_a_picture_that_could_be_either_is_what_is_missing(came: list[Seen]) -> None:
    expected = {main(1): "", before_palette(1, opaque=True): PRE_PALETTE, before_removal(1): WITH_BG}
    assert roles(came, 1, PRE_PALETTE, WITH_BG) == [expected[one] for one in came]


@given(st.permutations([main(1), before_palette(1, opaque=True), before_removal(1, outside=True)]))
def test_of_two_that_could_be_either_the_one_with_its_background_differs_nowhere_else(came: list[Seen]) -> None:
    expected = {main(1): "", before_palette(1, opaque=True): PRE_PALETTE, before_removal(1, outside=True): WITH_BG}
    assert roles(came, 1, PRE_PALETTE, WITH_BG) == [expected[one] for one in came]


def test_one_of_several_belongs_to_the_picture_that_it_is_nearest_to() -> None:
    came = [before_removal(3), main(1), main(2), main(3), before_removal(1)]
    assert [(place.role, place.of) for place in decide(came, 3, WITH_BG)[3:]] == [(WITH_BG, 1), (WITH_BG, 3)]


def test_as_many_as_pictures_that_are_near_to_one_go_in_their_order() -> None:
    came = [main(1), main(2), before_removal(1), Seen(1, 1.0, False)]
    assert decide(came, 2, WITH_BG)[2:] == (Place(2, WITH_BG, 1), Place(3, WITH_BG, 2))


# -- the same picture twice is no question


@given(st.permutations([main(1), main(1), before_removal(1)]))
def test_a_palette_that_changed_nothing_gives_the_same_picture_twice(came: list[Seen]) -> None:
    found = sorted(zip((one.see_through for one in came), roles(came, 1, PRE_PALETTE, WITH_BG), strict=True))
    assert found == [(False, WITH_BG), (True, ""), (True, PRE_PALETTE)]


@given(st.permutations([before_removal(1), before_removal(1), main(2), before_removal(2)]))
def test_a_picture_without_a_background_to_remove_comes_twice(came: list[Seen]) -> None:
    places = decide(came, 2, WITH_BG)
    subject = [came[place.at].subject for place in places]
    assert [place.role for place in places] == ["", "", WITH_BG, WITH_BG]
    assert [subject[place.of - 1] for place in places[2:]] == subject[2:]


def test_nothing_changed_at_all() -> None:
    same = Seen(1, see_through=False)
    assert roles([same, same, same], 1, PRE_PALETTE, WITH_BG) == ["", PRE_PALETTE, WITH_BG]
    assert roles([main(1), main(1)], 1, PRE_PALETTE) == ["", PRE_PALETTE]


# -- without proof


@pytest.mark.parametrize(
    ("came", "expected", "asked"),
    [
        pytest.param([before_removal(1), Seen(1, 9.0, False)], 1, [WITH_BG], id="neither has transparency"),
        pytest.param([main(1), main(2)], 1, [WITH_BG], id="both have transparency"),
        pytest.param([main(1), main(2)], 1, [PRE_PALETTE], id="both are inside the palette"),
        pytest.param([Seen(1, outside=None), Seen(2, outside=None)], 1, [PRE_PALETTE], id="there is no palette"),
        pytest.param([main(1), main(2), main(3), before_removal(4)], 2, [WITH_BG], id="one too many"),
        pytest.param([main(1), before_removal(1), None], 1, [WITH_BG], id="one is no still picture"),
        pytest.param([None, None], 1, [WITH_BG], id="none is a still picture"),
        pytest.param([main(1), before_removal(1)], 1, [], id="none was asked for"),
        pytest.param([main(1), before_removal(1), Seen(1, 2.0, False)], 1, [WITH_BG], id="two for one picture"),
        pytest.param([main(1), main(2), main(3), before_removal(1), Seen(1, 1.0, False)], 3, [WITH_BG],
                     id="two of three are near to one"),
    ],
)  # fmt: skip
def test_what_the_pictures_do_not_tell_is_not_named(came: list[Seen], expected: int, asked: list[str]) -> None:
    assert roles(came, expected, *asked) == [""] * expected + [UNNAMED] * (len(came) - expected)


def test_a_third_picture_that_looks_like_the_main_one_makes_both_doubtful() -> None:
    assert roles([main(1), before_removal(1), Seen(1, 3.0)], 1, WITH_BG) == ["", UNNAMED, UNNAMED]


def test_three_of_a_role_for_one_picture_have_no_name_and_the_other_role_has() -> None:
    came = [main(1), before_removal(1), before_palette(1), before_palette(1), before_palette(1)]
    assert roles(came, 1, PRE_PALETTE, WITH_BG) == ["", WITH_BG, UNNAMED, UNNAMED, UNNAMED]


@given(
    st.lists(
        st.none()
        | st.builds(
            Seen, st.integers(1, 3), st.sampled_from([0.0, 1.0]), st.booleans(), st.sampled_from([None, False, True])
        ),
        max_size=7,
    ),
    st.integers(1, 4),
    st.sets(st.sampled_from([PRE_PALETTE, WITH_BG])),
)
def test_whatever_comes_every_picture_has_one_place_and_no_name_is_given_twice(
    came: list[Seen | None], expected: int, asked: set[str]
) -> None:
    places = decide(came, expected, *sorted(asked))
    assert sorted(place.at for place in places) == list(range(len(came)))
    assert all(not place.role for place in places[:expected])
    assert all(place.role for place in places[expected:])
    names = [(place.role, place.of) for place in places[expected:] if place.role != UNNAMED]
    assert len(names) == len(set(names))
    for role in asked:
        assert len({place.of == 0 for place in places if place.role == role}) <= 1, "one for all, or one an image"


def test_a_picture_that_is_there_twice_is_never_taken_for_two() -> None:
    """One extra set for all of three; in the first nothing was mapped, and the third had nothing to remove."""
    came = [Looks("m0", True, False), Looks("m1", True, False), Looks("m2", False, False), Looks("m0", True, False),
            Looks("b0", False, False)]  # fmt: skip
    places = in_order(came, 3, ["pre_palette", "with_bg"], lambda one, other: 0 if came[one] == came[other] else 50)
    mains = [came[place.at].sha256 for place in places[:3]]
    assert len(set(mains)) == 3
    assert mains == ["m0", "m1", "m2"]
