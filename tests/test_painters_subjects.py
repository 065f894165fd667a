"""Words: what a prompt is about, whose colour is whose, in whatever words it is said."""

import pytest

from rdbuild.offline.painters import motion, nouns, people, subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, named, words
from rdbuild.offline.painters.form import Form


def kind_of(prompt):
    return subjects.subject_of(prompt, Chance(1))[1]


def colours_of(prompt):
    """The words nearest to the three colours that are painted, of some that are far from each other."""
    far = words("red orange gold green cyan blue purple violet brown white black silver dark-purple brass")
    return [
        min(far, key=lambda word: sum((a - b) ** 2 for a, b in zip(WORDS[word], colour, strict=True)))
        for colour in subjects.colours_of(prompt, Chance(1))
    ]


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("knight, sword", "knight"),
        ("wizard, purple robe, staff", "wizard"),
        ("female ranger, green hooded cloak, longbow", "archer"),
        ("orc warrior, green skin, axe", "warrior"),
        ("farmer: straw hat, pitchfork", "villager"),
        ("farmer - straw hat - pitchfork", "villager"),
        ("silver armor, knight with sword", "knight"),
        ("pink dress, princess", "princess"),
        ("a fisherman, yellow raincoat, fishing rod", "villager"),
        ("a wolf, howling, moon", "wolf"),
    ],
)
def test_in_a_list_somebody_is_the_subject_in_stills_and_in_motion(prompt, kind):
    assert kind_of(prompt) == kind
    assert motion._actor(motion._without_verbs(prompt), 1, (), False).kind == kind


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("space marine in blue armor", "soldier"),
        ("a bounty seeker in blue armor", "knight"),
        ("a bounty seeker in blue armor holding a rifle", "knight"),
        ("a potion in a bag", "potion"),
        ("a shield, lion emblem", "shield"),
        ("a sword, dragon hilt", "sword"),
        ("castle, no people", "castle"),
        ("a spaceship. NOT a boat!", "spaceship"),
        ("healing spell, green heart with a white cross", "heart"),
        ("gold ring, ruby eye", "ring"),
        ("space ship", "spaceship"),
        ("street lamp", "street_lamp"),
        ("stack of pancakes with maple syrup", "pancakes"),
        ("an open chest with a skull", "chest"),
        ("market stall with fruit", "stall"),
        ("a library with tall bookshelves", "bookshelf"),
        ("a dungeon with a chest, torches", "chest"),
    ],
)
def test_what_belongs_to_a_subject_is_not_the_subject(prompt, kind):
    assert kind_of(prompt) == kind


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("fuel tank", "jerrycan"),
        ("roast chicken", "meat"),
        ("baseball bat", "club"),
        ("spider web", "web"),
        ("crystal ball", "orb"),
        ("circuit board", "microchip"),
        ("shotgun shells", "bullet"),
        ("shark tooth", "bone"),
        ("snowman", "snowman"),
        ("wooden wardrobe", "wardrobe"),
        ("a painting of a castle", "castle"),
        ("a painting", "pictureframe"),
    ],
)
def test_two_words_for_one_thing_are_that_thing(prompt, kind):
    assert kind_of(prompt) == kind


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("an old wizzard w/ purple robe", "wizard"),
        ("a kngiht in shining armor", "knight"),
        ("skelton", "skeleton"),
        ("a gobln", "goblin"),
        ("sheild", "shield"),
    ],
)
def test_a_letter_that_is_wrong_is_overlooked(prompt, kind):
    assert kind_of(prompt) == kind


@pytest.mark.parametrize(
    "prompt", ["battle", "steam", "make the outline thicker", "price", "a bride", "barren", "meter"]
)
def test_a_right_word_is_not_taken_for_a_wrong_one(prompt):
    known = nouns.noun(prompt)
    assert not known or known[1] == "princess"


@pytest.mark.parametrize(
    ("prompt", "colours"),
    [
        ("green-eyed black cat", "black - green"),
        ("cat with green eyes, black fur", "black - green"),
        ("giant spider, dark purple, red eyes", "darkpurple - red"),
        ("giant spider, eight red eyes, dark purple", "darkpurple - red"),
        ("white horse with a golden mane", "white gold -"),
        ("spell book bound in blue leather", "blue brown -"),
        ("skeleton key made of black obsidian with a ruby in the handle", "black - red"),
        ("amethyst necklace", "gold - violet"),
        ("brass oil lantern", "brass - -"),
        ("chest with iron bands", "- silver -"),
        ("dead twisted tree", "brown - -"),
        ("a blue sword with red handle and golden guard", "blue red gold"),
        ("a sword. Red handle. Blue blade.", "blue red -"),
        ("bottle of milk", "white - -"),
        ("an old oak tree", "green brown -"),
    ],
)
def test_a_colour_belongs_to_what_it_is_said_of(prompt, colours):
    for found, wanted in zip(colours_of(prompt), colours.split(), strict=True):
        assert wanted in ("-", found), prompt


def test_a_shade_before_a_colour_is_that_colour_darker_or_lighter():
    (dark,), (plain,), (light,) = named("dark red"), named("red"), named("light red")
    assert sum(dark) < sum(plain) < sum(light)
    assert named("dark") == [WORDS["dark"]]
    assert words("a dark forest") == ["a", "dark", "forest"]


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("ein schwarzer Wolf", "a black wolf"),
        ("ein roter Drache", "a red dragon"),
        ("eine grüne Schlange", "a green snake"),
        ("EPEE ROUGE", "red sword"),
        ("épée rouillée", "rusty sword"),
        ("un chevalier noir avec une épée", "a black knight with a sword"),
        ("gato negro con sombrero", "black cat with hat"),
        ("🗡️", "sword"),
        ("blue 🛡️", "blue shield"),
        ("🐉🔥", "dragon fire"),
        ("rot and bones", "rot and bones"),
        ("die in a health bar, chat on tour", "die in a health bar chat on tour"),
        ("chess piece, crane, hut, sin city", "chess piece crane hut sin city"),
    ],
)
def test_other_languages_and_emoji_are_read_as_english(prompt, said):
    assert " ".join(words(prompt)) == said


def test_eyes_of_somebody_have_the_colour_that_is_said_of_them():
    figure = people.dressed("elf", [WORDS["green"]] * 3, Chance(1), "elf, silver hair, violet eyes")
    assert figure.ink["iris"][0] == WORDS["violet"]
    assert figure.ink["hair"][0] == WORDS["silver"]


def test_the_first_of_two_emoji_is_the_subject():
    assert kind_of("🐉🔥") == "dragon"
    assert kind_of("🔥 🗡️") == "fire"


@pytest.mark.parametrize(
    ("prompt", "count"),
    [
        ("two knights", 2),
        ("a pair of swords", 2),
        ("three slimes", 3),
        ("3 mice", 3),
        ("a pack of wolves", 3),
        ("a herd of black and white cows", 3),
        ("a flock of sheep", 3),
        ("seven dwarves with axes", 3),
        ("knights", 1),
        ("a knight with two swords", 1),
        ("a two-headed dragon", 1),
        ("two-handed swords", 1),
        ("a pair of boots", 1),
        ("a pair of shoes", 1),
        ("three pairs of gloves", 1),
        ("two scissors", 1),
        ("a stack of pancakes", 1),
        ("three", 1),
        ("party hats", 1),
    ],
)
def test_a_number_or_a_collective_before_a_plural_calls_for_several(prompt, count):
    assert subjects._count(prompt) == count


def test_several_are_painted_each_with_its_own_chance_where_there_is_room_for_them():
    def eyes(prompt, side):
        form = Form(side, side)
        subjects.subject(form, prompt, Chance(1), [])
        ink = {number for number, colour in enumerate(form.colours) if colour == (30, 22, 40)}
        left = {(x, y) for y, row in enumerate(form.slots) for x, slot in enumerate(row) if slot in ink}
        groups = 0
        while left:
            groups, near = groups + 1, [left.pop()]
            for x, y in near:
                near += beside if (beside := {(x + a, y + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & left) else ()
                left -= beside
        return groups, form.slots

    one, many = eyes("a ghost", 96)[0], eyes("three ghosts", 96)[0]
    assert many > one
    for prompt in ("two knights", "three slimes"):
        assert eyes(prompt, 24)[1] == eyes(prompt.split()[1], 24)[1]
