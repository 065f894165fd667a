"""Fire, explosions, lightning and other things that are there for a moment.

Owns: effects as a table of layers, their colours, and the words that call for them.
Must not know: requests, sheets, how a layer is drawn, how light becomes colour.
Rule: an effect evolves: no moment is like the one before, and it stays within its cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, called, scheme, toned, words
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.lands import rgb
from rdbuild.offline.painters.layers import LAYERS, Moment

_MOMENTS = 16

# Five tones from dark to white heat.
_HEATS = """
fire   8c2048 d83a30 f47c24 fcc438 fff2c4
gold   a8582c e8a030 f8cc4c fce88c fffbe0
ice    3c64b8 5ca4e4 98d4f4 d0f0fc ffffff
water  1c4c9c 2c7cd4 58b4f0 a8e0fc ffffff
storm  5c3cb4 7c74f0 a8bcfc dcecff ffffff
dust   7c5c40 a88458 ccac7c e4cca4 f4ead0
smoke  444050 6c6878 98949c c4c0c4 ecebe8
poison 2c5c38 58a038 94d048 ccf080 f8ffd8
magic  5028a0 8c48e0 c078f8 e8b8ff ffffff
heal   1c7858 38b868 78e08c c0f8b8 ffffff
blood  580c20 98142c cc2c38 e86058 ffc8b8
white  7884a8 b0bcd4 d8e0ec f0f4fc ffffff
leaf   2c5830 48883c 70b84c a8dc70 e0f8b0
rose   98285c d84c84 f484a8 fcb8cc fff0f4
"""

# A kind of effect, its colours and those of what goes with it; below it its layers: what draws it, an exposure sheet (a
# letter for each of 16 moments: a size in units of the grid as a digit of base 36, `.` where the layer is not there),
# and what else the layer takes.
_TABLE = """
fire fire smoke
  flame     momlmnommnonmlmn 22 58
  many      2222222222222222 dot up 6 22
fireball fire smoke
  flame     58bdfghghhghfdb7 15 48 1
  burst     58bfefgfgfgfedb9 9 1 44
explosion fire smoke
  smoke     ....eilnopqrrstt 9 3 33
  arc       ....gnru........ 2 3
  smoke     ...ilnonlhd..... 8 2 32 0
  burst     4aipmnmkhea7.... 11
  glow      59e9............ 32 32 2
  many      ..9eimortuuuuuuu dot out 16 fall=6
lightning storm gold
  bolt      9mz8zz842zzzz842
  many      ......36.....69b dot out 7 fall=3 y=54
ice ice storm
  crystals  79dhmrvxzzz.....
  many      ...........8dhlo leaf out 13 6 fall=8 y=38
  burst     ..........kga... 9 3 32 40
  many      ......4678898765 star stay 5 22
water water white
  thing     bbbb............ drop 16 36
  splash    ....9djlmnopq...
  arc       ............fjor 1 2 flat=24 y=55
  many      ....59dhlnopqr.. dot out 12 fall=18 y=44
poison poison magic
  many      ..34444444444432 bubble up 5 20
  smoke     7bfilnopqqponnmk 10 1 39 0 98 96
  many      2222222222222222 dot up 6 24
bubbles water white
  many      2445566666665543 bubble up 8 22
  many      2222222222222222 dot up 5 24
smoke smoke smoke
  smoke     7bgjlmnopqqrrsst 9 5 40 0 90
dust dust dust
  arc       6dkpsu.......... 0 2 flat=28 y=54
  smoke     69cefghiijjkkllm 9 3 52 0 250 30
  many      ..9eimoqrstuuuuu dot out 9 fall=3 y=52
heal heal gold
  arc       4afikllllllkifa5 1 3 flat=30 y=52
  many      2556666666666653 plus up 5 19
  many      2456777777777654 star stay 6 24
holy gold white
  beam      5ejouuuuuuuuuu.. 9 1
  beam      ..............uu 2 1
  arc       5aekmmnmnmnmkhb7 2 3 flat=30 y=54
  many      3567888888887643 star stay 7 24
  many      2222222222222222 dot up 8 24
circle magic gold
  circle    5bhmpqqqqqqqqpj9
  many      ..2222222222222. dot up 7 24
portal magic storm
  vortex    6chloqrrrrrrqoj9
  many      ..2222222222222. dot up 5 26
slash white storm
  slash     49dgikkkkkkkkkkk
  many      ....34443332.... star stay 4 24
impact gold white
  rays      4biorttsr....... 10 55
  burst     6dknlgc85....... 8 1
  arc       ....hlorst...... 1 2
  many      ........45665432 star stay 5 24
  many      ..8dhknpqrsstttt dot out 11 fall=5
sparkle gold white
  many      bcdeffgfgfggffdc star stay 7 21
  many      2222222222222222 dot up 6 22
buff gold storm
  arc       5aekmnnnnnnmkgb7 2 3 flat=30 y=54
  many      3578888888888864 arrow up 4 18
  many      ..35666666666.5. star stay 5 25
blood blood blood
  burst     7gnpokgb6....... 11 0 32 32 2
  many      ..dhkmnoopppqqqq blob out 8 5 fall=9
  many      ..5aejmopqrrssss dot out 11 fall=18
leaves leaf gold
  many      68bdgijklmmljgc8 leaf whirl 9 7
  many      2222222222222222 dot up 5 24
wind white storm
  funnel    6bgknppqqqppnjd8
shield storm white
  arc       6chmprqrqrqrqoi9 0 4
  arc       6chmprqrqrqrqoi9 2 2 1
  arc       6chmprqrqrqrqoi9 3 3 4 36 9 tail=50
  many      ...5666666665... star stay 4 20
beam water white
  glow      358a............ 11 32 1
  beam      ....9luuuuuuuu..
  beam      ..............ul 2
rain water white
  many      8888888888888888 rain down 20 27
snow ice white
  many      4444444444444444 flake down 9 26
  many      2222222222222222 dot down 16 27
hearts rose gold
  many      4677777777777764 heart up 6 18
  many      2344444444444432 star stay 5 24
notes magic gold
  many      59aaaaaaaaaaaa95 note up 4 16
  many      2344444444444432 star stay 5 24
skull smoke magic
  smoke     59cegijklmnopqrr 8 2 36 1
  thing     ..9ehkmoooomif.. skull 36 fall=-2 tone=3
burst magic gold
  rays      ..bhmpr......... 12 50
  arc       ...cinqrst...... 1 3
  burst     58clmkhda7...... 10
  many      ....579aaaaa9875 star stay 7 22
  many      ..6bfilnopqrrsss dot out 16 fall=3
"""

# What happens counts before what it is made of: an `ice explosion` is an explosion.
_HAPPENS = """
explosion: explosion explode exploding blast bomb detonation boom
fireball: fireball meteor comet
wind: tornado whirlwind cyclone wind gust hurricane air
circle: circle rune runes glyph sigil summon summoning pentagram
portal: portal vortex swirl blackhole warp teleport gate
slash: slash slice swipe cut sword claw
impact: impact hit punch kick
shield: shield bubble barrier forcefield aura
beam: beam laser ray
sparkle: sparkle sparkles twinkle sparkling glitter glint shine
buff: levelup level buff upgrade powerup arrows
heal: heal healing cure regeneration
rain: rain
snow: snow snowfall snowflakes blizzard
hearts: heart hearts love
notes: note notes music musical
skull: skull death curse ghost
water: splash
bubbles: bubbles bubbling foam soap
lightning: bolt
"""
_MADE_OF = """
fire: fire flame flames fiery burning torch campfire bonfire lava inferno ember embers
lightning: lightning thunder electric electricity shock zap spark
ice: ice frost frozen icy crystal crystals freeze
water: water wave droplet aqua
poison: poison toxic acid venom slime gas
dust: dust dirt sand sandstorm
smoke: smoke puff cloud fog steam
holy: holy divine light angel blessing
blood: blood gore
leaves: leaf leaves petal petals nature blossom
"""


Layer = tuple[str, str, list[int | str], dict[str, int]]


def _effects() -> dict[str, tuple[str, str, list[Layer]]]:
    found: dict[str, tuple[str, str, list[Layer]]] = {}
    for row in _TABLE.strip().splitlines():
        name, first, *more = row.split()
        if row[0] != " ":
            layers: list[Layer] = []
            found[name] = first, more[0], layers
        else:
            plain = [int(word) if word.isdigit() else word for word in more if "=" not in word]
            named = {name: int(value) for name, by, value in (word.partition("=") for word in more) if by}
            layers.append((name, first, plain, named))
    return found


HEATS = {row.split()[0]: [rgb(code) for code in row.split()[1:]] for row in _HEATS.strip().splitlines()}
EFFECTS = _effects()
_ORDERS = called(_HAPPENS), called(_MADE_OF)
CALLED: dict[str, str] = {**_ORDERS[1], **_ORDERS[0]}  # word of a prompt -> effect
_ROSY = frozenset({"petal", "petals", "blossom"})


def effect(form: Form, prompt: str, seed: int, given: Sequence[Rgb], moment: int, of: int) -> None:
    """Paint moment `moment` of `of` of the effect that the prompt names; `given` are the colours of an input.

    Those come first, then the ones that words name, then the effect's own.
    """
    kind, hot, other = _chosen(prompt, seed, given)
    at = moment * _MOMENTS // of
    now = Moment(form, seed, at, hot, other)
    for draw, sheet, more, named in EFFECTS[kind][2]:
        if sheet[at] != ".":
            LAYERS[draw](now, int(sheet[at], 36), *more, **named)
    form.slots[0][:] = form.slots[-1][:] = bytes(form.width)  # nothing touches the next cell of a sheet
    for row in form.slots:
        row[:: form.width - 1] = bytes(2)


def _chosen(prompt: str, seed: int, given: Sequence[Rgb]) -> tuple[str, Sequence[Rgb], Sequence[Rgb]]:
    # The kind of effect, its tones, and those of what goes with it.
    said = words(prompt)
    found = [order[word] for order in _ORDERS for word in said if word in order]
    kind = found[0] if found else "burst"
    own, other, _ = EFFECTS[kind]
    colours = [WORDS[word] for word in said if word in WORDS and word not in CALLED]
    if colours or given or not found:
        main = [*given, *colours, *scheme(prompt, Chance(seed))][0]
        return kind, [toned(main, step) for step in (-1, 0, 1, 2, 3)], HEATS[other]
    made_of = next((EFFECTS[made][0] for made in found[1:] if kind in _ORDERS[0].values() and made != kind), own)
    return kind, HEATS["rose" if _ROSY & set(said) else made_of], HEATS[other]
