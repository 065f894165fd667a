"""Models: what stands at 45 degrees, put together from solids.

Owns: the table of models, and the words that call for those that are no things.
Must not know: prompts, pixels, how a solid is drawn (`blocks`).
Rule: a model is a row in units of 64 to a side of its ground, its parts in order from the back to the front.
"""

from __future__ import annotations

from rdbuild.offline.painters.colours import called
from rdbuild.offline.painters.lands import table

# x runs to the lower right, y to the lower left, z up. `box`, `pyramid`, `gable` (its ridge along x, and the role of
# its wall): role, two opposite corners; `drum`, `cone`: role, middle, foot, top, radius; `ball`: role, middle, radius;
# `left`, `right`: a patch on the face that looks there: role and light, which plane, two corners on it; `floor`: role
# and light, height, two corners; `crown`: battlements on a box. What looks to the lower left is a model's front.
MODELS = table("""
house: box wall 8 10 0 56 54 32 | left wood.90 54 26 0 38 22 | left gold.200 54 35 10 37 12 | left glow.190 54 12 11
    21 22 | left glow.190 54 43 11 52 22 | right glow.150 56 18 11 28 22 | right glow.150 56 36 11 46 22 | box stone
    14 16 40 22 24 66 | gable roof.wall 3 4 30 61 60 62
shop: box wall 8 10 0 56 54 34 | left ink.128 54 14 4 34 20 | left gem.190 54 15 5 33 19 | left wood.90 54 40 0 50 21
    | right glow.150 56 20 8 44 20 | box roof 8 54 22 56 64 25 | left white.215 64 14 19 20 25 | left white.215 64 26
    19 32 25 | left white.215 64 38 19 44 25 | left white.215 64 50 19 56 25 | box stone 6 8 34 58 56 40 | box roof 12
    14 40 52 50 44
tower: drum stone 32 32 0 66 17 | left ink.128 49 28 0 36 16 | left glow.200 49 29 34 35 44 | drum stone 32 32 62 72
    21 | cone roof 32 32 72 106 23
windmill: drum wall 32 32 0 20 18 | drum wood 32 32 20 23 20 | drum wall 32 32 23 52 15 | cone roof 32 32 52 72 19 |
    left ink.128 51 27 0 37 15 | left wood.100 56 30 22 34 92 | left wood.100 56 -3 55 67 59 | left
    white.210 56 34 64 44 90 | left white.210 56 20 24 30 50 | left white.210 56 -1 59 25 69 | left
    white.210 56 39 45 65 55
lighthouse: drum white 32 32 0 26 18 | drum red 32 32 26 46 16 | drum white 32 32 46 66 14 | drum ink 32 32 66 70 18 |
    drum glow 32 32 70 82 10 | cone red 32 32 82 98 14 | left ink.128 50 28 0 36 14
castle: box stone 0 0 0 16 16 46 | pyramid roof -2 -2 46 18 18 72 | box stone 6 6 0 58 58 28 | crown stone 6 6 28 58
    58 | box stone 18 18 28 46 46 54 | left glow.200 46 28 38 34 48 | right glow.150 46 28 38 34 48 | crown stone 18
    18 54 46 46 | pyramid roof 24 24 54 40 40 84 | box stone 0 48 0 16 64 46 | pyramid roof -2 46 46 18 66 72 | box
    stone 48 0 0 64 16 46 | pyramid roof 46 -2 46 66 18 72 | left ink.128 58 24 0 40 18 | left wood.110 58 27 0 37 15
    | box stone 48 48 0 64 64 46 | left glow.200 64 53 26 59 36 | right glow.150 64 53 26 59 36 | pyramid roof 46 46
    46 66 66 72 | left glow.200 64 5 26 11 36 | right glow.150 64 5 26 11 36
church: box wall 20 8 0 60 44 30 | left gem.190 44 26 8 32 22 | left gem.190 44 38 8 44 22 | left gem.190 44 50 8 56
    22 | right gem.150 60 20 10 32 24 | gable roof.wall 16 4 28 63 48 54 | box wall 4 14 0 24 38 52 | left wood.90 38
    9 0 19 16 | left gem.190 38 10 30 18 42 | pyramid roof 1 11 52 27 41 96
temple: box stone 0 0 0 64 64 6 | box stone 4 4 6 60 60 10 | drum wall 14 14 10 40 5 | drum wall 14 32 10 40 5 | drum
    wall 32 14 10 40 5 | box dusk 18 18 10 46 46 38 | drum wall 14 50 10 40 5 | drum wall 50 14 10 40 5 | drum wall
    32 50 10 40 5 | drum wall 50 32 10 40 5 | drum wall 50 50 10 40 5 | box stone 4 4 40 60 60 45 | gable roof.wall 2
    2 45 62 62 62
pyramid: pyramid path 0 0 0 64 64 52 | left ink.128 62 28 0 36 9
skyscraper: box stone 8 8 0 56 56 80 | left glow.200 56 12 8 20 74 | left glow.200 56 26 8 34 74 | left glow.200 56 40
    8 48 74 | right gem.110 56 12 8 20 74 | right gem.110 56 26 8 34 74 | right gem.110 56 40 8 48 74 | left stone.120
    56 8 18 56 21 | left stone.120 56 8 34 56 37 | left stone.120 56 8 50 56 53 | left stone.120 56 8 65 56 68 | right
    stone.70 56 8 18 56 21 | right stone.70 56 8 34 56 37 | right stone.70 56 8 50 56 53 | right stone.70 56 8 65 56
    68 | box roof 18 18 80 46 46 92 | box red 30 30 92 34 34 106
tree: drum trunk 32 32 0 26 7 | ball leaf 18 40 40 19 | ball leaf 44 22 42 19 | ball leaf 42 42 40 19 | ball leaf 30
    30 58 20
pine_tree: drum trunk 32 32 0 16 7 | cone leaf 32 32 12 52 26 | cone leaf 32 32 32 70 21 | cone leaf 32 32 52 88 15
bush: ball leaf 20 36 10 15 | ball leaf 42 26 10 15 | ball leaf 36 38 16 16
mushroom: drum bone 32 32 0 34 10 | drum roof 32 32 30 38 27 | cone roof 32 32 38 62 27 | ball white 30 44 46 4 | ball
    white 44 34 42 4
crystal: pyramid gem 8 24 0 28 44 36 | pyramid gem 30 8 0 52 30 52 | pyramid gem 26 32 0 52 58 84
rock: pyramid stone 4 10 0 44 50 34 | pyramid stone 24 22 0 60 58 46
chest: box wood 10 14 0 54 50 20 | left gold.170 50 10 0 15 20 | left gold.170 50 49 0 54 20 | right gold.110 54 14 0
    19 20 | right gold.110 54 45 0 50 20 | box gold 9 13 20 55 51 24 | box wood 10 14 24 54 50 34 | box wood 13 18 34
    51 46 40 | left gold.170 50 10 24 15 34 | left gold.170 50 49 24 54 34 | right gold.110 54 14 24 19 34 | right
    gold.110 54 45 24 50 34 | left gold.235 52 27 14 37 28 | left ink.128 52 30 17 34 23
crate: box wood 8 8 0 56 56 46 | left wood.90 56 14 6 50 40 | right wood.50 56 14 6 50 40 | left wood.150 56 14 20 50
    26 | right wood.90 56 14 20 50 26 | floor wood.150 46 15 15 49 49 | floor wood.205 46 28 15 36 49
barrel: drum wood 32 32 0 12 20 | drum metal 32 32 12 18 22 | drum wood 32 32 18 36 22 | drum metal 32 32 36 42 22 |
    drum wood 32 32 42 54 20
arcade: box metal 6 10 0 58 56 26 | left ink.128 56 12 6 38 22 | left gem.200 56 14 8 36 20 | left red.150 56 44 14
    50 20 | left glow.200 56 44 6 50 11 | right metal.40 58 16 6 50 10 | right metal.40 58 16 14 50 18 | box metal 10
    14 26 36 50 44 | drum gem 48 24 26 52 8 | drum metal 48 24 52 57 10 | left glow.200 50 16 32 30 38
computer: box wood 4 8 22 60 56 28 | box wood 6 46 0 12 54 22 | box wood 50 46 0 56 54 22 | box wood 50 12 0 56 20 22
    | box ink 14 22 28 50 30 58 | left gem.200 30 17 31 47 55 | left white.220 30 20 47 34 51 | box metal 18 38 28 46
    50 30
cake: drum wall 32 32 0 6 34 | drum path 32 32 6 24 27 | drum ground 32 32 22 32 28 | drum path 32 32 32 44 17 |
    drum ground 32 32 42 50 18 | ball red 32 32 54 6
well: drum stone 32 32 0 20 24 | drum ink 32 32 19 20 17 | box wood 10 30 16 14 34 50 | box wood 50 30 16 54 34 50 |
    gable roof.wall 4 12 46 60 52 66
fountain: drum stone 32 32 0 12 32 | drum water 32 32 11 12 27 | drum stone 32 32 10 32 6 | drum stone 32 32 32 38 16
    | drum water 32 32 37 38 12 | ball gem 32 32 44 6
rocket: box red 28 8 0 36 56 18 | box red 8 28 0 56 36 18 | drum white 32 32 8 62 15 | ball gem 38 44 44 7 | cone red
    32 32 60 94 15
car: box ink 10 40 0 20 58 10 | box ink 44 40 0 54 58 10 | box roof 2 12 5 62 56 20 | left glow.220 56 4 10 9 16 |
    right glow.220 62 18 10 26 16 | right glow.220 62 42 10 50 16 | left roof.90 56 12 5 52 8 | box gem 16 16 20 46 52
    34 | box roof 16 16 33 46 52 36 | left ink.128 57 10 1 20 11 | left ink.128 57 42 1 52 11
tent: gable roof.wall 4 4 0 60 60 50 | right ink.128 60 26 0 38 30
table: box wood 8 10 0 14 16 24 | box wood 50 10 0 56 16 24 | box wood 8 48 0 14 54 24 | box wood 50 48 0 56 54 24 |
    box wood 4 6 24 60 58 30 | ball roof 26 30 35 7 | drum wall 42 40 30 33 8
bed: box wood 2 8 0 8 56 34 | box wood 8 8 0 62 56 12 | box white 8 10 12 62 54 18 | box roof 26 8 12 62 56 20 | box
    white 10 16 18 22 48 24
throne: box gold 8 8 0 56 56 6 | box gold 12 12 6 52 18 66 | left roof.140 18 18 28 46 60 | box gold 14 18 6 50 46 24
    | floor roof.190 24 18 20 46 46 | box gold 10 16 24 16 48 36 | box gold 48 16 24 54 48 36 | ball gem 32 15 70 6
bookshelf: box wood 2 6 0 62 26 64 | left ink.128 26 6 6 58 22 | left ink.128 26 6 26 58 42 | left ink.128 26 6 46 58
    60 | left roof.140 26 8 6 16 20 | left leaf.140 26 17 6 24 18 | left gold.140 26 26 6 34 21 | left blue.140 26 38 6
    48 19 | left red.140 26 50 6 57 20 | left blue.140 26 8 26 18 40 | left wall.140 26 20 26 28 38 | left roof.140 26
    30 26 40 40 | left leaf.140 26 44 26 56 39 | left gold.140 26 8 46 22 58 | left red.140 26 26 46 36 57 | left
    blue.140 26 40 46 54 58
lamp: drum ink 32 32 0 5 12 | drum ink 32 32 5 50 3 | cone glow 32 32 46 66 16
stove: box stone 8 8 0 56 56 40 | left ink.128 56 16 8 48 30 | left glow.200 56 22 8 42 20 | floor ink.128 40 14 14 28
    28 | floor ink.128 40 36 36 50 50
grave: box stone 12 20 0 52 44 8 | box stone 18 26 8 46 36 50 | left stone.70 36 29 18 35 44 | left stone.70 36 24 32
    40 38
volcano: box under -6 -6 0 70 70 12 | box under 2 2 12 62 62 26 | box under 9 9 26 55 55 42 | box under 16 16 42 48 48
    58 | floor glow.200 58 20 20 44 44 | floor water.200 58 25 25 39 39 | left water.150 48 26 44 34 58 | left
    water.190 55 24 28 34 42 | left water.150 62 22 14 30 26 | left glow.190 48 29 50 31 58 | right water.110 48 22 50
    28 58 | floor water.190 42 24 48 34 55 | floor water.190 26 22 55 30 62 | floor water.190 12 20 62 32 70 | left
    water.130 70 18 0 32 12
mountain: pyramid stone 26 -10 0 74 38 50 | pyramid white 42 6 34 58 22 50 | pyramid stone -4 -4 0 68 68 72 | pyramid
    white 17 17 42 47 47 72
column: box stone 16 16 0 48 48 8 | drum stone 32 32 8 60 11 | box stone 16 16 60 48 48 68
chair: box wood 14 14 0 50 50 24 | floor roof.190 24 18 18 46 46 | box wood 14 12 24 50 18 56 | left
    roof.140 18 20 30 44 50
seats: box wood 24 0 0 40 4 26 | box wood 24 3 0 40 14 12 | floor roof.190 12 26 5 38 13 | box wood 0 24 0 4 40 26 |
    box wood 3 24 0 14 40 12 | floor roof.190 12 5 26 13 38 | box wood 19 19 0 22 22 14 | box wood 42 19 0 45 22 14 |
    box wood 19 42 0 22 45 14 | box wood 42 42 0 45 45 14 | box wood 16 16 14 48 48 18 | ball roof 27 29 21 4 | drum
    wall 37 35 18 20 5 | box wood 50 24 0 61 40 12 | floor roof.190 12 51 26 59 38 | box wood 60 24 0 64 40 26 | box
    wood 24 50 0 40 61 12 | floor roof.190 12 26 51 38 59 | box wood 24 60 0 40 64 26
door: box stone 6 0 0 58 8 78 | left wood.140 8 14 0 50 68 | left wood.90 8 30 0 33 68 | left gold.210 8 42 30 46 36
gate: box stone 0 0 0 64 8 78 | left ink.110 8 10 0 54 64 | left metal.150 8 18 0 21 64 | left metal.150 8 31 0 34 64 |
    left metal.150 8 44 0 47 64 | left metal.110 8 10 38 54 42
window: left wood.110 1 14 24 50 66 | left light.190 1 18 28 46 62 | left wood.150 1 30 28 34 62 | left
    wood.150 1 18 44 46 47
""")
# Words for models beside those for things, whose kinds name models too.
CALLED = called("""
house: mansion cottage village town barn farm
shop: shop store bakery cafe restaurant market
lighthouse: lighthouse
church: church chapel cathedral
temple: temple shrine ruins
skyscraper: city downtown skyline
tree: forest woods
castle: kingdom
arcade: machine generator reactor engine vending arcade
car: taxi truck van
computer: desk pc
""")
GROWN = frozenset(["tree", "pine_tree", "bush", "mushroom", "crystal", "rock", "grave"])  # on a block of ground
