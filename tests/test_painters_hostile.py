"""Painters, given anything that a checked request can hold: they deliver what was ordered, whatever the words are."""

import ast
import io
import os
import random
import re
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from rdbuild.offline import painters, rules
from rdbuild.offline.painters import Order, edit, encode, paint

STYLES = rules.Styles()
ROWS = [*STYLES.all().values(), {**STYLES.find("user__mine")[1], "id": "user__mine"}]
ODD = (
    "!", " .", '"', '"""', '" "', "\0", "\x1f", "a\0knight", "\ud800", 'knight \udfff "\ud83d"', "🐉", '"🐉"',
    "\u202eretnuh", "שלום חרב", '"日本語"', "İ", '"ß ẞ İ"', "½", "²", "٣ swords", "999999999999 coins", "-1 swords",
    "0 swords",
    "a\nb\nsword", ",,,", "->", "/", "|", "of of of", "with", "s", "ies", "dragon " * 800, "x" * 5000,
    '"' + "A" * 300 + '"', '"W W W W W W W"',
)  # fmt: skip


def _said() -> list[str]:
    """Every word in every text of the painters, tables and all."""
    found = set()
    for path in Path(painters.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(re.findall(r"[a-z]{2,15}", node.value.lower()))
    return sorted(found)


WORDS = _said()


def prompt(dice: random.Random) -> str:
    if dice.random() < 0.25:
        return dice.choice(ODD) + dice.choice(("", " " + dice.choice(WORDS)))
    joints = ("with", "in", "of", "on", "wearing", "and", ",", ";", "three", "10", "a")
    said = [dice.choice(WORDS if dice.random() < 0.8 else joints) for _ in range(dice.choice((1, 2, 3, 5, 12)))]
    text = " ".join(said)
    return dice.choice((text, text, text.upper(), f'{text} "{dice.choice(WORDS)} {dice.choice(WORDS)}"'))


def size(row, dice: random.Random, most: int) -> tuple[int, int]:
    if row.get("sizes"):
        return tuple(dice.choice(row["sizes"]))
    sides = []
    for least, largest in zip(row["size"]["min"], row["size"]["max"], strict=True):
        top = max(least, min(largest, most))
        sides.append(dice.choice((least, top, min(least + 1, top), dice.randint(least, top))))
    return (sides[0], sides[0]) if row.get("square") else (sides[0], sides[1])


def drawn(dice: random.Random, width: int, height: int) -> Image.Image:
    kind = dice.randrange(4)
    if kind == 0:
        return Image.new("RGB", (width, height), dice.choice(((0, 0, 0), (255, 255, 255), (200, 60, 40))))
    if kind == 1:
        return Image.frombytes("RGB", (width, height), dice.randbytes(width * height * 3))
    return (Image.linear_gradient, Image.radial_gradient)[kind & 1]("L").resize((width, height)).convert("RGB")


def order(row, dice: random.Random, most: int) -> Order:
    width, height = size(row, dice, most)
    body = {"prompt": prompt(dice), "width": width, "height": height, "num_images": 1}
    images: dict[str, list[Image.Image]] = {}
    takes, inputs = row["params"], row["inputs"]
    for flag in ("remove_bg", "tile_x", "tile_y", "return_spritesheet"):
        if flag in takes and dice.random() < 0.3:
            body[flag] = True
    if body.get("remove_bg"):
        body["return_non_bg_removed"] = dice.random() < 0.3
    if dice.random() < 0.2:
        body["upscale_output_factor"] = dice.choice((None, 1, 2))
    if dice.random() < 0.25:
        count = dice.choice((1, 2, 16, 256, 300))
        images["input_palette"] = [Image.frombytes("RGB", (count, 1), dice.randbytes(count * 3))]
        body["return_pre_palette"] = "return_pre_palette" in takes and dice.random() < 0.5
    if row["max_images"] > 1 and dice.random() < 0.05:
        body["num_images"] = 4
    if "extra_prompt" in takes:
        body["extra_prompt"] = prompt(dice)
    for field in ("input_image", "extra_input_image"):
        if inputs.get(field) == "required" or (field in inputs and dice.random() < 0.2):
            exact = row.get("input_size") == "request"
            other = dice.choice((1, 3, 64, 300)), dice.choice((1, 2, 64))
            images[field] = [drawn(dice, *((width, height) if exact else other))]
            body["strength"] = dice.choice((0, 1, Decimal("0.5")))
    if "reference_images" in inputs and dice.random() < 0.2:
        clear = drawn(dice, 20, 30).convert("RGBA")
        clear.putalpha(dice.choice((0, 128)))
        images["reference_images"] = [clear, drawn(dice, 9, 1).convert("L")]
    return Order(row["id"], row, body, images, dice.choice((0, 7, rules.MOST_SEED)))


def grid(one: Order) -> tuple[int, int]:
    """How many cells a delivered picture is wide and high."""
    sheet = one.row.get("sheet") or {}
    if one.kind == "tileset" or one.body.get("return_spritesheet"):
        return sheet.get("columns", 4), sheet.get("rows", 4)
    return 1, 1


def held(one: Order) -> None:
    """Paint an order, and hold the delivery against it."""
    made = paint(one)
    body, palette = one.body, one.images.get("input_palette")
    extras = bool(body.get("return_pre_palette")) + bool(body.get("return_non_bg_removed"))
    assert len(made.images) == body["num_images"]
    assert [len(of) for of in made.extras] == [extras] * body["num_images"]
    across, down = grid(one)
    factor = body.get("upscale_output_factor") or 1
    moves = one.kind == "animation" and not body.get("return_spritesheet")
    allowed = set(painters.encode.palette_of(palette[0])) if palette else set()
    for number, file in enumerate((*made.images, *(file for of in made.extras for file in of))):
        image = Image.open(io.BytesIO(file))
        assert image.format == ("GIF" if moves else "PNG")
        assert image.size == (body["width"] * across * factor, body["height"] * down * factor)
        colours = set()
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            assert moves or image.mode in ("RGB", "RGBA")
            colours |= {colour for _, colour in image.convert("RGBA").getcolors(1 << 22)}
        assert {colour[3] for colour in colours} <= {0, 255}
        solid = {colour[:3] for colour in colours if colour[3]}
        assert solid, "something is left"
        if number < len(made.images):
            assert not palette or solid <= allowed
        if not one.images:
            assert len(colours) > 1, "no blank"


def told(one: Order) -> str:
    return f"{one.style} {one.body!r} seed {one.seed}"


FEW = ("rd_pro__default", "rd_fast__ui", "rd_plus__isometric", "rd_pro__edit", "rd_tile__tileset_advanced",
       "rd_tile__tile_variation", "rd_animation__vfx", "user__mine")  # fmt: skip


@pytest.mark.heavy
@pytest.mark.parametrize("row", [row for row in ROWS if row["id"] in FEW], ids=lambda row: row["id"])
def test_whatever_is_ordered_is_delivered_as_ordered(row):
    dice = random.Random(f"hostile {row['id']}")
    one = order(row, dice, 40)
    try:
        held(one)
    except Exception as error:
        raise AssertionError(told(one)) from error


@pytest.mark.heavy
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_whatever_is_ordered_at_any_size_is_delivered_as_ordered(row):
    for turn in range(8):
        one = order(row, random.Random(f"hostile {row['id']} {turn}"), 400 if turn == 1 else 96)
        try:
            held(one)
        except Exception as error:
            raise AssertionError(told(one)) from error


@pytest.mark.heavy
def test_another_process_with_other_hashes_paints_the_same():
    program = (
        "import hashlib, random, sys; sys.path.insert(0, 'tests'); import test_painters_hostile as here\n"
        "made = [here.paint(here.order(row, random.Random(row['id']), 64)) for row in here.ROWS]\n"
        "print(hashlib.sha256(repr(made).encode()).hexdigest())"
    )
    found = {
        subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parent.parent, check=True,
                       capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "77")
    }  # fmt: skip
    assert len(found) == 1


@pytest.mark.parametrize("prompt", ["panda" * 1000, "wolf" * 1250, "fire" * 1249 + "ball", "flame" * 6])
def test_a_word_of_words_without_end_is_read(prompt):
    began = time.process_time()
    held(Order(*STYLES.find("rd_fast__default"), {"prompt": prompt, "width": 64, "height": 64, "num_images": 1}, {}, 1))
    assert time.process_time() - began < 1


@pytest.mark.parametrize("side", [16, 31, 32])
def test_an_icon_without_its_background_can_be_told_from_one_that_has_it(side):
    body = {"prompt": "a fireball", "width": side, "height": side, "num_images": 1, "remove_bg": True,
            "return_non_bg_removed": True}  # fmt: skip
    made = paint(Order(*STYLES.find("rd_plus__skill_icon"), body, {}, 1))
    without, whole = (Image.open(io.BytesIO(file)).convert("RGBA") for file in (made.images[0], made.extras[0][0]))
    assert [image.getchannel("A").getextrema()[0] for image in (without, whole)] == [0, 255]


@pytest.mark.parametrize(
    "style",
    ["rd_pro__default", "rd_pro__topdown", "rd_pro__platformer", "rd_plus__isometric"],
)
def test_without_its_background_a_thing_is_left_and_what_is_around_it_is_gone(style):
    found = STYLES.find(style)
    for number, said in enumerate(("a forest", "!")):
        body = {"prompt": said, "width": 64, "height": 64, "num_images": 1, "remove_bg": True}
        image = Image.open(io.BytesIO(paint(Order(*found, body, {}, number)).images[0]))
        gone = image.convert("RGBA").getchannel("A").histogram()[0]
        assert 64 * 64 * 5 // 100 < gone < 64 * 64 * 97 // 100, said


@pytest.mark.parametrize(
    ("prompt", "size", "seed"),
    [("right glow sparkle cracks", (256, 16), 4), ("crown glasses sparkle flip", (16, 64), 120),
     ("add to red glow archipelago", (16, 16), 286), ("add a sparkle", (16, 16), 1)],
)  # fmt: skip
def test_an_edit_of_a_tiny_or_long_picture_can_be_seen(prompt, size, seed):
    for source in (Image.new("RGB", size, (250, 250, 230)), Image.new("RGBA", size), Image.new("RGB", size)):
        for number in (seed, seed + 1):
            made = Image.open(io.BytesIO(edit(source, prompt, number)))
            assert (made.size, made.mode) == (source.size, source.mode)
            assert made.tobytes() != source.tobytes()


def test_what_is_thinner_than_three_pixels_can_be_taken_away_too():
    for wide in (1, 2):
        source = Image.new("RGBA", (16, 16))
        source.paste((200, 30, 40, 255), (8, 3, 8 + wide, 12))
        for number in range(4):
            made = Image.open(io.BytesIO(edit(source, "remove the sword", number)))
            assert made.size == source.size
            assert made.tobytes() != source.tobytes()


def pixels_of(data):
    """The pixels of RGBA bytes."""
    return [data[at : at + 4] for at in range(0, len(data), 4)]


@pytest.mark.parametrize("prompt", ["make it greyscale", "sepia", "darker", "brighter", "flip it"])
def test_an_edit_of_what_cannot_be_seen_is_no_edit_but_one_that_can(prompt):
    for alone in (None, (8, 8)):
        source = Image.new("RGBA", (16, 16), (250, 40, 30, 0))
        if alone:
            source.putpixel(alone, (250, 40, 30, 255))
        made = Image.open(io.BytesIO(edit(source, prompt, 1)))
        pairs = zip(*(pixels_of(image.convert("RGBA").tobytes()) for image in (source, made)), strict=True)
        seen = [(one, other) for one, other in pairs if one != other and (one[3] or other[3])]
        assert len(seen) >= 4, alone


def test_a_row_whose_look_nobody_knows_is_painted_in_the_usual_one():
    row = {**STYLES.find("rd_fast__game_asset")[1], "look": "of-the-future"}
    body = {"prompt": "a knight", "width": 64, "height": 64, "num_images": 1}
    assert paint(Order("rd_new__thing", row, body, {}, 1)).images


@pytest.mark.heavy
@pytest.mark.parametrize("prompt", ["red", "grass", "cracks"])
def test_a_tile_of_as_many_colours_as_pixels_is_varied_in_time(prompt):
    noise = Image.frombytes("RGB", (128, 128), random.Random(1).randbytes(128 * 128 * 3))
    body = {"prompt": prompt, "width": 128, "height": 128, "num_images": 1}
    began = time.process_time()
    paint(Order(*STYLES.find("rd_tile__tile_variation"), body, {"input_image": [noise]}, 1))
    assert time.process_time() - began < 2


def test_a_film_keeps_its_empty_frames_and_those_that_are_alike():
    red, blue, none = b"\xc0\x20\x20\xff", b"\x20\x20\xc0\xff", bytes(4)
    films = [[red, none, red], [none, red, red, none], [red, red, blue, none, none], [none, none], [blue]]
    for film in films:
        image = Image.open(io.BytesIO(encode.gif([encode.Pixels(16, 20, cell * 320) for cell in film], 150)))
        assert (image.n_frames, image.info.get("loop"), image.info["comment"]) == (len(film), 0, b"rdbuild placeholder")
        for frame, cell in enumerate(film):
            image.seek(frame)
            assert image.info["duration"] == 150
            shown = image.convert("RGBA").getpixel((3, 5))
            assert shown == tuple(cell) if cell[3] else shown[3] == 0
    many = [(n, 7, 9, 255) for n in range(256)]
    image = Image.open(io.BytesIO(encode.gif([encode.Pixels(16, 16, bytes(sum(many, ())))], 100)))
    assert image.size == (16, 16)
    assert len(image.convert("RGBA").getcolors()) == 255


def test_an_effect_that_ends_in_nothing_is_a_film_that_can_be_read():
    found = STYLES.find("rd_animation__vfx")
    said = 'of shrimp market hamlet lizard "home lizard"'
    held(Order(*found, {"prompt": said, "width": 24, "height": 24, "num_images": 1}, {}, 7))
