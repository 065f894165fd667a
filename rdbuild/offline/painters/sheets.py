"""Several things on one picture.

Owns: which things stand together, and the grids of item sheets, inventories and hexagonal tiles.
Must not know: requests, how a thing is drawn, how light becomes colour.
Rule: every cell holds its thing whole, with an empty pixel around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rdbuild.offline.painters import items, surfaces
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, measured, mix, named, words
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.subjects import backdrop, draw
from rdbuild.offline.painters.tongues import PLAIN

One = tuple[str, list[str], bool]  # what a cell holds: its kind, what was said of it, whether it has been there before

# Words for things and beings that belong together, and their kinds; two words may be one: `sea creatures`.
_FAMILIES = """
weapon weapons arms armory armoury arsenal blacksmith : sword axe bow dagger hammer spear mace staff crossbow katana
  scythe greatsword trident wand halberd shield scimitar flail
guns firearms : gun rifle blaster cannon bomb crossbow arrow target
tools tool farming mining crafting : pickaxe shovel axe hoe hammer saw fishing_rod broom scissors bucket key anvil rope
  torch pitchfork ladder magnet
food foods meal meals snacks cooking groceries : apple bread cheese meat cake carrot fish_dish burger pie banana
  soup cookie strawberry egg icecream steak mushroom corn cherry pumpkin
kitchen kitchenware cookware utensils cutlery : pan teapot fork dagger cup jar cauldron bottle broom basket
fruits fruit : apple banana cherry strawberry pear pineapple watermelon berry
vegetables veggies crops harvest : carrot corn pumpkin tomato potato onion eggplant cucumber mushroom herb seed
drinks beverages : cup bottle potion barrel jar
gemstones minerals ores jewels gems : gem crystal ore ingot orb ring amulet gem gem crystal
jewelry jewellery accessories : ring amulet crown gem belt glasses mask
dungeon props : chest barrel crate torch skull door key candle trap cauldron bone jar lever open_chest coin lantern
furniture interior room : table chair bed bookshelf lamp mirror clock chest sofa wardrobe stove bathtub carpet throne
plants nature garden botanical : flower tree bush mushroom cactus herb rose tulip sunflower pine_tree leaf stump
  palm_tree
flowers bouquet : flower rose tulip sunflower herb
trees forest woods : tree pine_tree dead_tree palm_tree bush stump log
armors armours armor armour equipment gear outfit clothes clothing : helmet armour boots gloves shield belt cape robe
  ring hat crown amulet
treasure treasures loot riches rewards : coin gem crown ring chest open_chest ingot amulet key crystal gold_pile map cup
  trophy
spells magic magical elements abilities skills skill : fireball lightning snowflake drop wind rune orb wand book scroll
  portal star poison sparkle slash
instruments music musical : lute drum horn bell piano microphone headphones
vehicles transport : car ship train plane motorcycle tractor helicopter bicycle tank airballoon rocket cart
buildings houses village town city : house tavern castle tower windmill well tent sign fountain
books library study school : book scroll open_book letter map feather candle bookshelf glasses
pirate pirates nautical : ship anchor map chest skull coin bottle cannon telescope scimitar barrel flag
space scifi sci cyberpunk futuristic tech electronics technology : rocket spaceship blaster battery computer phone gear
  orb camera crystal lever
halloween spooky horror haunted : pumpkin skull grave candle cauldron bone hat broom dead_tree eye potion moon
christmas winter holiday : gift pine_tree bell star snowflake candle candy gloves
party birthday festival : cake balloon gift candy drum icecream hat flag
camping survival adventure : tent campfire lantern rope axe map bag log torch bow meat
medical hospital medicine : medkit syringe potion plus bottle heart jar
alchemy alchemist witch laboratory : potion cauldron book mushroom herb skull candle jar crystal feather
insects insect : butterfly bee beetle ladybug ant caterpillar
bugs critters : beetle butterfly bee spider ladybug ant snail worm scorpion
birds : bird eagle owl parrot duck chicken penguin crow phoenix
dinosaurs dinos : dinosaur
reptiles amphibians : lizard snake turtle frog crocodile
seacreatures seaanimals sealife oceancreatures oceananimals marineanimals marinelife underwatercreatures aquatic
  : fish octopus crab shark jellyfish turtle whale squid seashell
farmanimals livestock : cow pig sheep chicken goat horse duck dog rabbit
forestanimals woodlandanimals forestcreatures woodlandcreatures : fox deer bear wolf owl rabbit mouse boar frog
animals wildlife creatures : cat dog rabbit fox bear pig owl frog lion tiger elephant monkey panda penguin
pets : cat dog rabbit mouse parrot turtle fish corgi bird
monsters enemies foes mobs : slime skeleton dragon beholder bat golem zombie imp minotaur spider ghost mimic
characters heroes people adventurers npcs avatars : knight wizard archer rogue king healer ninja pirate elf dwarf
icons items item objects inventory rpg assets asset stuff collectibles : sword potion shield key chest coin bow gem book
  scroll ring helmet staff apple heart bomb map boots crystal torch
"""
TOGETHER = {
    word: kinds.split()
    for said, _, kinds in (row.partition(" : ") for row in re.split(r"\n(?=\w)", _FAMILIES.strip()))
    for word in said.split()
}
_IN_GENERAL = TOGETHER["icons"]  # any other word is more exact
_PIECES = re.compile(r"[,;/&+]|\band\b")
_REST = re.compile(r"\b(?:of|with|in|on|from|for|by)\b.*")
_FRESH = ("red", "blue", "emerald", "gold", "violet", "cyan", "orange", "rose", "lime", "teal", "silver", "crimson")


def wanted(prompt: str, dice: Chance) -> Iterator[One]:
    """Yield without end what the cells hold: a kind and the words that were said of it, and whether it comes again.

    No kind at all where the prompt calls for none.
    """
    single: list[tuple[str, list[str]]] = []
    for piece in _PIECES.split(prompt):
        for text in (_REST.sub("", piece), piece):
            said = words(text)
            pairs = [one + other for one, other in pairwise(said)]  # sea creatures, farm animals
            together = [TOGETHER[word] for word in (*pairs, *said) if word in TOGETHER]
            together.sort(key=_IN_GENERAL.__eq__)
            kinds = items.kinds_of(said)
            if together and not (kinds and said[-1] not in TOGETHER):
                first, rest = together[0][:4], together[0][4:]
                start = dice.between(0, len(rest))
                single += [(kind, said) for kind in (*first, *rest[start:], *rest[:start])]
            elif kinds:
                single.append((kinds[-1], said))
            else:
                continue
            break
    seen: list[str] = []
    while True:
        for kind, said in single or [("", [])]:
            yield kind, said, kind in seen
            seen.append(kind)


def _draw(pen: Pen, one: One, prompt: str, dice: Chance, given: Sequence[Rgb],
          view: items.View | None = None) -> None:  # fmt: skip
    kind, said, again = one
    if not kind:
        draw(pen, prompt, dice, given)
        return
    fresh = [WORDS[dice.pick(_FRESH)]] if again and not named(" ".join(said)) else []
    if kind not in items.USUAL:
        draw(pen, " ".join([*(word for word in said if word in PLAIN.split()), kind]), dice, [*fresh, *given])
        return
    items.item(pen, kind, items.hues(kind, said, [*fresh, *given]), dice, said, view)


def sheet(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint different things of the prompt's kind in a grid."""
    form.colours[0] = backdrop(dice)
    short = min(form.width, form.height)
    cell = short // max(1, min(short // 40, 6) if short >= 80 else short // 32)
    across, down = form.width // cell, form.height // cell
    left, top, side = (form.width - across * cell) // 2, (form.height - down * cell) // 2, cell - max(2, cell // 8)
    inset = (cell - side) // 2
    cells = ((x, y) for y in range(down) for x in range(across))
    for (x, y), one in zip(cells, wanted(prompt, dice), strict=False):
        pen = Pen(form, left + x * cell + inset, top + y * cell + inset, side)
        _draw(pen, one, prompt, Chance(dice.next()), given if dice.chance(50) else ())


# Cells across and down that a thing takes in an inventory; what isn't here takes one.
_SIZES = measured("""
1x3: sword katana spear staff trident rifle rapier scythe halberd
1x2: dagger wand torch mace hammer candle bottle feather key club arrow
2x3: armour robe greatsword bow axe cape double_axe
2x2: helmet shield boots gloves chest book crown orb crossbow gun skull bag lantern hat bomb cauldron lute
2x1: belt glasses ingot
""")
_CARRIED = (
    "sword potion armour ring helmet gem staff boots shield amulet dagger scroll gloves bow coin belt axe potion book "
    "wand key torch crown heart meat skull orb mace apple crystal bottle hammer robe crossbow mushroom map egg herb"
)
_WELLS = ("night", "void", "dark", "coal")
_RARE = ("navy", "forest", "purple", "rust", "teal")


def carried(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint what lies in an inventory, each in the cells that it needs, without the slots."""
    inventory(form, prompt, dice, given, framed=False)


def inventory(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb], *, framed: bool = True) -> None:
    """Paint a bag of slots with bevelled frames, and what lies in them; each takes the cells that it needs."""
    cell = max(8, min(form.width, form.height) // 8)
    across, down = form.width // cell, form.height // cell
    well = mix(WORDS[dice.pick(_WELLS)], (16, 14, 20), 150)
    form.colours[0] = well
    taken: list[tuple[int, int]] = []
    source = wanted(prompt, dice)
    pool = [next(source) for _ in range(across * down)]
    if len({kind for kind, _, _ in pool}) == 1:  # of one kind alone there is no inventory: it lies among others
        pool = [one for one in pool if one[0]]
        others = _CARRIED.split()
        shift = dice.between(0, len(others) - 1)
        for place, kind in enumerate(others[shift:] + others[:shift]):
            pool.insert(2 * place + 1, (kind, [], False))
    for y in range(down):
        for x in range(across):
            if (x, y) in taken:
                continue
            room = [
                (place, size)
                for place, (kind, _, _) in enumerate(pool)
                if _free((x, y), size := _SIZES.get(kind, (1, 1)), across, down, taken)
            ]
            place, size = next((found for found in room[:12] if found[1] != (1, 1)), room[0]) if room else (0, (1, 1))
            if dice.chance(25):
                place, size = next((found for found in room if found[1] == (1, 1)), (place, size))
            one = pool.pop(place)
            pool.append((*one[:2], True))
            taken += [(x + dx, y + dy) for dx in range(size[0]) for dy in range(size[1])]
            if framed:
                _slot(form, x * cell, y * cell, size[0] * cell, size[1] * cell, well, dice)
            _lay(form, x * cell, y * cell, cell, size, one, prompt, Chance(dice.next()), given)


def _free(at: tuple[int, int], size: Sequence[int], across: int, down: int, taken: Sequence[tuple[int, int]]) -> bool:
    cells = [(at[0] + dx, at[1] + dy) for dx in range(size[0]) for dy in range(size[1])]
    return all(x < across and y < down and (x, y) not in taken for x, y in cells)


def _slot(form: Form, left: int, top: int, width: int, height: int, well: Rgb, dice: Chance) -> None:
    ground = mix(well, WORDS[dice.pick(_RARE)], 70) if dice.chance(30) else mix(well, (70, 66, 84), 50)
    inside, frame = form.slot(ground, "flat"), form.slot(mix(well, (120, 110, 110), 70))
    right, bottom = left + width, top + height
    for y in range(top, bottom):
        form.run(y, left, right, *{top: (frame, 40), bottom - 1: (frame, 220)}.get(y, (inside,)))
        form.dot(left, y, frame, 40)
        form.dot(right - 1, y, frame, 200 if y > top else 120)


def _lay(form: Form, left: int, top: int, cell: int, size: Sequence[int], one: One,
         prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:  # fmt: skip
    # What is longer than it is wide stands upright in its slot.
    width, height, rim = size[0] * cell, size[1] * cell, 1 + cell // 32
    side = max(width, height) - 2 * rim
    wide, high = ((length - 2 * rim) * 60 // side for length in (width, height))
    view = replace(items.UPRIGHT, wide=wide, high=high) if size[0] != size[1] else None
    thing = Form(side, side)  # of its own: a hole in it shows the slot
    _draw(Pen(thing), one, prompt, dice, given, view)
    form.paste(thing, left + (width - side) // 2, top + (height - side) // 2)


# Lands: the prompt of their surface, what stands on them, and their words.
_TABLE = """
grass : lush grass : flower bush : grass plains grassland meadow field lush
forest : forest grass : tree pine_tree tree : forest forests woods woodland jungle tree trees
water : water : : water lake river pond
desert : sand : cactus rock : desert sand dunes sandy
mountain : grey gravel : mountain : mountain mountains hill hills peak
snow : snow : pine_tree rock : snow snowy winter tundra
village : grass : house : village town house houses city settlement
lava : lava : volcano : lava volcano volcanic magma hell
swamp : moss mud : mushroom dead_tree : swamp marsh bog
castle : cobblestone : castle : castle fortress kingdom
farm : brown dirt : windmill corn : farm farmland crops wheat
sea : ocean water : ship : sea ocean island pirate ship
crystal : violet stone : crystal : crystal crystals magic
stone : grey stones : rock tower : stone rock rocks ruins
beach : sand : palm_tree : beach coast tropical
graveyard : moss dirt : grave dead_tree : graveyard cemetery undead haunted
ice : ice : crystal : ice icy frozen glacier
"""
_LANDS = {
    land: rest for land, *rest in ([part.strip() for part in row.split(":")] for row in _TABLE.strip().splitlines())
}
_LAND_OF = {word: land for land, (_, _, said) in _LANDS.items() for word in said.split()}
_ROCKY = frozenset(["water", "sea", "snow", "ice", "lava", "stone", "castle"])


def hexagons(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a small collection of hexagonal tiles, each of another land, thick as a slab."""
    form.colours[0] = backdrop(dice)
    short = min(form.width, form.height)
    count = 4 if short >= 192 else 3
    cell = short // count
    pointed = dice.chance(60)
    first = list(dict.fromkeys(_LAND_OF[word] for word in words(prompt) if word in _LAND_OF))
    rest = [land for land in _LANDS if land not in first]
    shift = dice.between(0, 3)
    lands = [*first, *rest[:8][shift:], *rest[:8][:shift], *rest[8:]]
    width, height, thick = cell - 4, (cell - 4) * 13 // 16, max(2, cell // 8)
    for place in range(count * count):
        row, column = divmod(place, count)
        left = (form.width - count * cell) // 2 + column * cell + 2
        top = (form.height - count * cell) // 2 + row * cell + (cell - height - thick) // 2 + 1
        _hexagon(form, left, top, width, height, thick, lands[place % len(lands)], Chance(dice.next()), pointed)


def _reach(y: int, width: int, height: int, pointed: bool) -> int:
    # Half the width of a hexagon in a row of it.
    edge = min(y, height - 1 - y)
    if pointed:
        return min(width // 2, 1 + edge * (width // 2 - 1) * 4 // height)
    return width // 4 + edge * (width // 2 - width // 4) * 2 // height


def _hexagon(form: Form, left: int, top: int, width: int, height: int, thick: int, land: str, dice: Chance,
             pointed: bool) -> None:  # fmt: skip
    text, standing, _ = _LANDS[land]
    middle = left + width // 2
    reaches = [_reach(y, width, height, pointed) for y in range(height)]
    rows = [(top + y, middle - reach, middle + reach) for y, reach in enumerate(reaches)]
    side = form.slot(WORDS["rock" if land in _ROCKY else "dirt"])
    lower = rows[height // 2 :]
    for drop in range(thick, 0, -1):
        light = 150 if drop < 2 else 60 + 12 * (thick - drop)
        form.lay([(y + drop, start, end) for y, start, end in lower], side, light)
    ground = Form(width, height)
    surfaces.surface(ground, text, dice)
    numbers = [0, *map(form.slot, ground.colours[1:], ground.stuffs[1:])]
    form.lay(rows, numbers[ground.slots[height // 2][width // 2]], 128)
    for plane in (ground.slots, ground.lines):
        for y, (_, start, end) in enumerate(rows):
            plane[y][:] = plane[y][start - left : end - left].rjust(end - left, b"\0").ljust(width, b"\0")
    form.paste(ground, left, top)
    for y, start, end in rows:
        form.shade(y, start, start + 1, 40)
        form.shade(y, end - 1, end, -30)
    kinds = standing.split()
    size, spots = height, [(0, 0)]
    if len(kinds) > 1:
        size, spots = height * 11 // 16, [(-width // 5, -height // 8), (width // 5, -height // 6), (0, height // 7)]
    for place, (dx, dy) in enumerate(spots if kinds else ()):
        kind = kinds[place % len(kinds)]
        pen = Pen(form, middle - size // 2 + dx, top + height // 2 - size * 5 // 8 + dy, size)
        items.item(pen, kind, items.hues(kind, ()), dice)
