"""What beasts are put together from.

Owns: tables of eyes, ears, horns, tails, wings, faces and bodies.
Must not know: which kinds there are (`bestiary`), how a row is read (`solids`).
Rule: data only, in the language of `solids`. Flags are a kind's traits, its stuff, what a picture has room for (`some`,
`clear`, `fine`, `vast`) and `scaly`. Measures: of a kind `h`ead, `b`ody, `l`ong, le`g`, `m`uzzle, `e`ye; `k`: where the
hip is; `mid`, `back`: the trunk's middle and top; `hf`, `hu`: where the head is; `tip`, `low`, `drop`: of a snout;
`ex`, `ef`, `eu`, `es`: where an eye is, and its size; `w`: that of wings.
"""

from __future__ import annotations

from rdbuild.offline.painters.solids import table

# Of an eye, in sixteenths of a unit: discs, and how far on the picture they lie from its middle.
EYES = table("""
dot eye: eye ink 0:0:0:22:30; some: disc white 0:0:0:8:9:-7:-12
beady eye: eye iris 0:0:0:26:28; some: disc ink 0:0:0:14:18; some: disc white 0:0:0:7:7:-8:-10
big eye: eye white 0:0:0:44:48; disc iris 0:0:0:30:34:0:4; disc ink 0:0:0:18:24:0:4; -some: eye ink 0:0:0:18:24; disc
    white 0:0:0:9:9:-12:-12
slit eye: some: eye ink 0:0:0:34:30; eye iris 0:0:0:26:24; some: disc ink 0:0:0:8:20; disc white 0:0:0:6:6:-10:-10
owl eye: eye white 0:0:0:56:56; disc iris 0:0:0:44:44; disc ink 0:0:0:24:26; disc white 0:0:0:10:10:-12:-14
glow eye: some: eye ink 0:0:0:42:38; some: disc iris 0:0:0:34:30; some: disc glow 0:0:0:20:18; -some: eye glow
    0:0:0:34:30
spider eye: -some: eye glow 0:0:0:30:34; some: eye ink 0:0:0:26:26; disc glow 0:0:0:18:18; disc white 0:0:0:6:6:-6:-6
alien eye: eye ink 0:0:0:52:64; disc glow 0:0:0:16:24:8:16; disc white 0:0:0:14:16:-14:-20
hollow eye: eye ink 0:0:0:40:54; disc iris 0:0:0:12:12:0:4
shades eye: eye ink 0:0:0:62:46; disc white 0:0:0:16:8:-22:-18 / 0:0:0:8:6:-34:-8; disc ink 0:0:0:100:10
glasses eye: eye gold 0:0:0:58:54; disc gold 0:0:0:100:9; disc white 0:0:0:44:42; disc ink 0:0:0:20:28; disc white
    0:0:0:8:8:-8:-12
""")
# On heads: of a radius of 16 from the middle, but for `nose`s and whole heads, which have measures.
HEADS = table("""
cone ears: limbs skin 8:0:7:7 12:0:20:1 near-12; spots pink 11:4:13:3:5
tall ears: limbs skin 8:0:6:8 14:0:26:1 near-12; spots pink 11:4:14:4:7
round ears: balls skin 11:0:12:7 near-12; spots second 11:4:12:4:4
tuft ears: limbs skin 8:2:8:5 14:2:20:1 near-12
big ears: balls skin 15:-2:12:10 near-12; spots pink 15:4:12:6:7
huge ears: balls skin 21:-4:2:14 near-12; spots second 21:6:1:8:10
long ears: limbs skin 6:0:10:5 8:-2:24:5 9:-4:33:2 near-12; spots pink 8:3:25:2:9
flop ears: limbs deep 11:0:10:5 18:3:-2:5; spots deep 16:4:2:4
flap ears: limbs second 8:2:12:5 15:6:15:2
side ears: limbs skin 12:0:6:3 23:0:5:3 near-12; spots pink 20:3:4:4:2
fin ears: fins accent 12:0:8 27:-4:16 24:-4:2 27:-4:-6 13:0:-6 near-12
short horns: limbs bone 7:2:13:3 9:2:20:1
bull horns: limbs bone 9:0:11:4 19:1:14:3 22:3:24:1
goat horns: limbs deep 5:0:13:4 8:-6:24:3 12:-16:20:1
dragon horns: limbs bone 6:-2:11:4 10:-8:20:3 13:-14:28:1
unicorn horns: limb gold 0:8:14:3 0:15:32:1
antenna horns: limbs deep 4:2:13:1 9:4:26:1; balls accent 9:4:28:4
knob horns: limbs skin 6:-2:13:2 7:-2:22:2; balls deep 7:-2:24:4
antler horns: limbs bone 5:0:13:2 11:-2:25:2 10:-2:36:1 / 11:-2:25:2 19:-2:32:1 / 8:0:19:2 15:4:22:1
wizard hat: ball velvet 0:0:12:18:5 near16 cast40; limb velvet 0:0:13:9 0:0:20:6 2:-2:32:1 near17; spot gold 0:8:16:10:2
top hat: ball ink 0:0:12:14:3 near16 cast40; limb mark 0:0:17:8 0:0:26:8 near17; spot cloth 0:8:16:9:2
party hat: limb party 0:0:15:8 0:-1:33:1 near16 cast40; spot gold -1:6:15:9:1 / 0:6:20:9:1 / 1:6:26:9:1; ball cloth
    0:-1:34:3 near18
crown: limbs gold 7:-4:14:2 8:-5:22:1 near16; ball gold 0:0:14:10:4 near16 cast40; limbs gold 8:3:15:2 9:3:23:1 near17;
    limb gold 0:9:14:2 0:10:24:1 near17; spot cloth 0:12:14:2:2
scarf: ball cloth 0:-3:-13:13:5 near1; limb cloth 6:8:-15:3 10:8:-30:4 near3; spot gold 10:12:-28:5:1
collar: ball cloth 0:-3:-13:12:4 near1; ball gold 0:9:-18:3 near3
face: face: spots second 6:12:2:8:9; face: spot second 0:14:-5:10:8; disc: spots second 7:13:2:9:10; blaze: spot second
    0:13:8:3:10; muzzle: spots second 7:11:-9:8:7; stripes: spots mark 6:8:12:2:5; stripes: spot mark 0:8:12:2:5;
    stripes: spots mark 15:5:-2:4:2; patches: spots second 7:13:4:6:7; blush: spots pink 11:11:-4:4:2
scales: scaly: spots deep 4:9:13:2:1 / 10:7:10:2:1 / 13:-6:5:2:1
beard: rocks: limb skin -11:10:12:3 11:10:12:3 near2; rocks: limb skin -6:5:-12:5 6:5:-12:5 near3; rocks: fangs: limbs
    bone 5:12:-8:1 5:12:-4:1 near4; whiskers: discs white 12:10:-5:24:4; fangs: discs white 4:15:-9:12:26; trunk: limb
    skin 0:14:-5:6 0:19:-16:5 0:24:-22:4 near9; trunk: -some: limb deep 0:14:-3:5 0:24:-22:5 near10; tusks: limbs bone
    6:15:-6:2 10:20:2:1 near9; beard: limb second 0:13:-11:4 0:13:-22:1 near3; cap: ball second 0:-1:19:27:12 near9
    cast50; cap: spots white 14:12:23:5:3; cap: spot white 2:14:27:6:3 / -4:26:16:5:3; cap: spots white 18:-14:19:6:3;
    leaves: balls accent 13:-4:14:11:10; leaves: ball accent 0:-5:20:14:13; leaves: balls accent 7:5:17:9:8
froghead: ball skin 0:0:0:h+2:h*12/16 cast30; spot second 0:h:-h*12/16:h:5; disc ink 0:h:-3:120:9 / 0:h:-3:14:9:-110:-9
    / 0:h:-3:14:9:110:-9; balls skin h*9/16:h*4/16:h*11/16:h*7/16 near3; ats eye h*9/16:h*10/16:h*13/16:e*26/20; at worn
    0:0:0:h
head: at crown 0:0:0:h; mane: ball deep 0:-4:-2:h*3/2 near-4; ball coat 0:0:0:h:h*15/16 cast40; at face 0:0:0:h; at
    scales 0:0:0:h; ats eye ex:ef:eu:es; at nose 0:0:0:16; at beard 0:0:0:h; nosering: ball gold 0:tip:low-5:2 near9; at
    worn 0:0:0:h
long nose: limb snout 0:h/2:low:m 0:tip-m/2:low-1-drop:m*7/8 near4
pig nose: ball second 0:tip+1:low:m-1 near5; -some: eye deep 0:tip+m:low:m*12:m*8; discs mark m*6/16:tip+m:low:14:22
reptile nose: discs ink m*6/16:tip+m/4:low-drop+m*6/16:10:9; disc ink 0:tip+m/4:low-drop-m*5/16:m*11:m*5/4
dog nose: eye ink 0:tip+m/4:low-drop+m*6/16:m*7:m*5; disc white 0:tip+m/4:low-drop+m*6/16:m*2:m*3/2:-m*2:-m*2; disc ink
    0:tip+m/4:low-drop-m*5/16:m*5/4:m*5
pointed nose: limb snout 0:h*6/16:low-1:m-1 0:tip-1:low-1:2 near4; some: ball pink 0:tip+1:low:2 near5; -some: ball pink
    0:tip+2:low+1:4:3 near5; fine: wires white m:tip-4:low:0 m+7:tip-5:low+2:0 / m:tip-4:low-1:0 m+7:tip-5:low-3:0
    near5
smile nose: disc ink 0:h:-h*6/16:h*4:h/2 / 0:h:-h*6/16:h:h/2:-h*4:-h/2 / 0:h:-h*6/16:h:h/2:h*4:-h/2
birdhead: comb: ball accent 0:-3:h:3 / 0:1:h:3 / 0:5:h:3; comb: ball accent 0:h*12/16:-h:3 near4; crest: limb accent
    0:-2:h/2:4 0:-10:h+7:1 / 0:2:h/2:4 0:-6:h+7:1 near-9; at crown 0:0:0:h; ball crown 0:0:0:h cast30; at face 0:0:0:h;
    ats eye ex:ef:eu:es; bill: limb beak -2:h-1:-3:3 -2:tip:-4:3 / 2:h-1:-3:3 2:tip:-4:3 near4; stilts: limb second
    0:h-2:-1:3 0:tip-2:-3:2 near4; stilts: limb ink 0:tip-2:-4:2 0:tip-1:-7:1 near5; -bill: -stilts: limb beak
    0:h-2:-1:4 0:tip:-2:1 near4; hook: limb beak 0:tip:-2:2 0:tip:-6:1 near4; at worn 0:0:0:h
""")
# Tails from their roots, wings from between the shoulders, and whole bodies.
BODIES = table("""
stub tail: ball skin 0:-2:3:4
puff tail: ball second 0:-2:2:5
up tail: limb skin 0:0:0:3 0:-6:6:3 2:-7:13:2 wave2
long tail: limb skin 0:0:0:2 0:-7:2:2 0:-11:10:2 3:-9:17:2 wave3
thin tail: limb pink 0:0:0:2 0:-8:-3:1 0:-15:0:1 wave3
bush tail: limb skin 0:0:0:3 0:-8:0:6 0:-17:-3:2 wave3
plume tail: limb skin 0:0:0:3 0:-8:1:4 0:-10:8:6 0:-8:15:6 0:-12:20:3 wave2
bushtip tail: limb skin 0:0:0:3 0:-8:3:6 0:-13:5:5 wave2; limb second 0:-14:5:5 0:-20:6:2 wave2
tuft tail: limb skin 0:0:0:2 0:-6:2:2 0:-10:-4:2 wave2; ball deep 0:-11:-6:4
mane tail: limb second 0:0:1:3 0:-7:-2:4 0:-8:-15:2 wave2
curl tail: limb skin 0:0:2:2 2:-3:6:2 0:-6:4:1
dragon tail: limb skin 0:0:0:6 0:-8:-4:5 2:-17:-6:3 5:-25:-2:1 wave4
arrow tail: limb skin 0:0:0:2 3:-7:-4:2 9:-12:2:1; limb accent 9:-12:1:4 12:-13:9:1
bat wings: fins accent 2:0:0 10:-8:17 24:-17:23 20:-15:13 27:-19:7 18:-14:4 20:-16:-4 11:-10:-1 3:-5:-6 flap near-3;
    fine: limbs skin 10:-8:17:1 24:-17:23:0 / 10:-8:17:1 27:-19:7:0 / 10:-8:17:1 20:-16:-4:0 flap near-2; clear: limbs
    skin 2:0:0:2 10:-8:17:2 flap near-2; fine: limbs bone 10:-8:18:1 8:-6:22:0 flap near-1
fan wings: fins accent 3:0:0 7:-5:14 25:-16:27 22:-15:19 26:-16:15 22:-14:11 25:-15:6 19:-13:5 20:-13:-1 14:-10:1
    13:-9:-5 3:-4:-6 flap near-12; fins second 3:0:1 7:-4:14 21:-13:23 18:-12:16 20:-12:12 16:-11:10 17:-11:5 12:-8:5
    11:-7:0 3:-3:-3 flap near-11; fins skin 3:0:2 7:-3:14 15:-10:18 12:-8:12 13:-9:9 9:-6:8 9:-6:3 3:-2:0 flap near-10;
    limbs skin 3:0:1:2 7:-5:14:2 flap near-9
dragon: some: at wings 0:-2:27:w*26/20; -some: at wings 0:-2:26:27; limbs skin 10:-9:14:8 12:-8:4:4 walk-1; balls skin
    12:-4:3:5:3 walk-1 near1; limbs skin 11:6:17:6 12:9:4:4 walk1; balls skin 12:12:3:5:3 walk1 near1; fine: discs bone
    9:17:2:12:14 / 12:17:2:12:14 / 15:17:2:12:14; some: limb skin 0:-16:12:8 9:-24:6:6 20:-24:5:4 28:-16:10:2 wave2;
    some: limb second 28:-16:10:3 32:-12:19:1 wave2; limb skin 0:-10:16:10 0:6:20:11 cast30; vast: spots deep
    9:-6:24:2:1 / 10:-2:19:2:1 / 10:3:25:2:1 / 9:-12:19:2:1; spot second 0:17:20:9:14; fine: spot accent 0:17:8:9:1 /
    0:17:13:9:1 / 0:17:18:9:1 / 0:17:23:9:1; clear: limb skin 0:7:25:8 0:12:34:7 0:11:42:6 cast20; vast: spots deep
    7:8:37:2:1 / 7:8:41:2:1; spot second 0:20:38:5:12; fine: limb second 0:-13:28:3 0:-18:35:1 / 0:-6:31:3 0:-11:38:1 /
    0:2:37:3 0:-4:43:1; maned: ball second 0:5:55:7 near-4; maned: limb second 0:5:47:6 0:-1:36:4 near4; fine: limb
    second 0:4:45:3 0:-2:51:1; clear: at dragonhead 0:8:0:16 look; -some: limb second 0:14:5:7 0:12:14:8; -some: at
    head 0:8:38:31 look; some: -clear: at head 0:8:38:20 look
dragonhead: at crown 0:5:50:12; horned: limbs second 9:1:50:3 18:-5:53:1 / 9:2:46:3 16:-3:44:1; limb skin 0:10:39:6
    0:18:36:4 near1; discs white 2:22:38:12:20; ball skin 0:6:50:13:11 cast40; vast: spots deep 5:8:59:2:1 / 9:6:56:2:1;
    vast: spot deep 0:6:60:2:1; ats eye 7:14:55:e*26/20; discs ink 7:14:59:44:10; limb skin 0:11:45:7 0:21:42:5 near4
    cast30; discs ink 3:26:45:16:14; discs white 4:25:38:10:22; at worn 0:5:51:12
blob: balls skin 14:3:4:8:4 near-9; drips: limbs skin 13:14:25:1 14:16:7:2 / 18:7:20:1 20:9:10:3; drips: limb skin
    -2:16:28:1 -2:17:25:2; drips: balls skin 24:2:3:3:2; drop: limb skin 0:0:27:9 3:0:39:2 near-9; bubbles:
    ball skin 12:2:33:4 / 16:2:41:2 / -17:0:30:2; at crown 0:0:20:14; at wings 0:-4:16:14; ball skin 0:0:16:20:16; spot
    deep 0:12:4:15:3; spot pale 9:16:9:2 / -11:14:6:1 / 12:14:17:1; disc white -8:12:26:36:16 / -12:12:21:14:12; ats eye
    6:18:16:e*24/20; disc ink 0:18:9:46:20; disc pink 0:18:8:28:9; discs pink 11:15:12:22:12; at worn 0:0:21:13
ghost: tails: limbs skin 9:-2:12:6 13:-4:-2:2 wave2 near-4; -tails: limb skin -1:-2:14:13 4:-4:2:8 13:-5:-3:2 wave2
    near-4; tails: limb skin 0:-1:12:6 1:-2:-3:2 wave2 near-3; limbs skin 12:3:24:6 21:8:26:4 flap near2; limb skin
    0:0:20:15 0:0:35:14; ats eye 5:12:37:e*18/20; disc ink 0:14:27:26:36; blush: discs pink 9:11:30:24:14; at crown
    0:0:35:13; at worn 0:0:36:13
eyeball: veins: limb second -9:4:20:4 -10:4:10:3 -8:4:2:1 / 9:4:20:4 10:4:9:3 8:4:1:1 / 0:-8:20:4 0:-8:10:3 2:-8:3:1 /
    -3:6:19:4 -3:6:8:3 -1:6:0:1 / 5:-3:19:4 5:-3:8:3 3:-3:-1:1 wave3; stalks: limbs skin 9:4:44:3 19:4:55:3 wave2
    near-6; stalks: balls white 19:5:57:5 wave2 near-5; stalks: discs iris 19:10:57:36:36; stalks: discs ink
    19:10:57:18:24; stalks: limbs skin 5:-3:46:3 8:-3:62:3 wave2 near-6; stalks: balls white 8:-2:64:5 wave2 near-5;
    stalks: discs iris 8:3:64:36:36; stalks: discs ink 8:3:64:18:24; -veins: -stalks: limbs skin 7:2:17:4 8:3:6:3
    8:5:1:3 walk1; at wings 0:-4:32:15; at crown 0:0:32:17; lashes: limbs ink 5:4:47:1 7:5:54:1 / 11:4:44:1 16:5:50:1;
    ball skin 0:0:32:18 cast30; veins: disc second -14:9:36:40:6 / 13:9:41:40:6 / -9:9:20:6:36 / 12:9:23:40:6; -veins:
    disc white 0:17:36:150:130; disc iris 0:17:35:112:112; disc glow 0:17:34:78:78; disc ink 0:17:35:50:60; disc white
    -3:17:38:30:30; -veins: disc ink 0:16:22:160:40; -veins: discs white 3:16:23:18:26 / 7:15:24:18:26; at worn
    0:0:34:17
mimic: fin deep -20:-13:0 -20:13:0 -20:13:17 -20:-13:17 / 20:-13:0 20:13:0 20:13:17 20:-13:17; fin skin -20:-13:0
    20:-13:0 20:-13:17 -20:-13:17 / -20:13:0 20:13:0 20:13:17 -20:13:17; spots second 14:30:8:3:20; spot deep
    0:30:6:22:1 / 0:30:12:22:1; fin ink -20:-13:17 20:-13:17 20:11:32 -20:11:32 / -20:-13:17 20:-13:17 20:13:17
    -20:13:17; limb skin -14:3:38:9 14:3:38:9 near9; spots second 12:13:38:3:12; spot deep 0:13:37:26:1; ball gold
    -7:14:12:3 near3; limb pink 12:2:18:5 13:17:16:5 15:20:5:4 near12 wave2; balls white 7:3:25:6 near9; discs iris
    7:9:25:54:54; discs ink 7:9:25:26:34; discs white 6:9:27:12:12; limbs bone 17:12:17:2 17:12:23:0 / 11:12:17:2
    11:12:21:0 / 17:10:30:2 17:10:24:0 / 12:10:31:2 12:10:27:0 / 6:10:31:2 6:10:28:0 near10; limb bone 0:10:31:2
    0:10:27:0 near10; at worn 0:3:39:11
bat: some: at wings 0:-2:26:20; -some: at wings 0:-2:17:22; some: limbs skin 4:2:15:2 4:4:9:1; ball skin 0:-1:20:10;
    spot second 0:9:18:6:7; at head 0:3:33:16 look
serpent: limb skin 14:-6:4:4 22:-8:4:3 27:-5:8:1 wave1; ball skin 0:-2:6:20:7; spot second 0:18:5:3:3; spots second
    8:16:6:3:3 / 15:11:7:3:3; diamonds: spots mark 4:18:9:3:2 / 12:14:9:3:2; ball skin 0:-3:13:15:6 cast40; spots second
    4:12:13:2:2 / 11:8:14:2:2; limb skin 0:-4:18:8 5:-6:28:6 1:0:38:7 wave2 cast30; vast: spots deep 7:-1:24:2:1 /
    7:-2:30:2:1 / 6:-3:34:2:1; spot pale 4:8:28:3:1 / 3:8:31:3:1 / 3:8:34:3:1; diamonds: spot mark 0:18:9:4:2; hood:
    ball skin 1:-3:37:15:11 near-2; hood: spots second 8:10:38:3:6; at serpenthead 0:2:0:16 look
serpenthead: limb accent 0:14:38:1 1:20:33:0 near8; limb skin 0:8:41:7 0:13:40:6 near2; discs ink 2:19:43:8:8; disc ink
    0:18:38:70:7; ball skin 0:2:43:11:9 cast30; ats eye 7:9:47:e*22/20; at worn 0:2:44:11
worm: ball second 0:-22:8:7 wave2; ball skin 0:-15:10:8 wave2; ball second 0:-8:11:9 wave2; ball skin 0:-1:10:9 wave2;
    ball second 0:6:10:10 wave2; limbs deep 3:15:25:1 7:17:36:1; balls accent 7:17:37:3; ball skin 0:15:16:13 cast30;
    ats eye 6:26:19:e*22/20; disc ink 0:28:11:40:10; discs pink 9:24:12:22:12; at worn 0:15:17:12
snail: limb skin 0:-22:3:2 0:-8:5:5 0:12:5:6 0:18:13:7; limbs skin 3:19:17:2 7:23:29:2 wave1; balls white 7:23:30:5;
    discs ink 7:28:30:28:36; discs white 6:28:32:9:9; disc ink 0:25:11:30:8; ball second 0:-6:22:18 cast40 near8; spots
    deep 12:7:22:12; spots second 12:7:21:9; spots deep 12:7:21:6; spots second 12:7:20:3; at worn 0:19:16:7
bug: eight: limbs deep 5:9:12:2 16:17:22:2 23:24:1:1 walk1 near-1; eight: clear: limbs deep 5:4:12:2 18:6:23:2 26:9:1:1
    walk-1 near-1; eight: limbs deep 5:-3:12:2 18:-6:23:2 26:-9:1:1 walk1 near-1; eight: clear: limbs deep 5:-8:12:2
    16:-16:22:2 22:-24:1:1 walk-1 near-1; six: limbs ink 5:8:10:2 14:14:13:2 18:18:1:1 walk1 near-1; six: clear: limbs
    ink 5:1:10:2 16:2:13:2 21:3:1:1 walk-1 near-1; six: limbs ink 5:-6:10:2 15:-12:13:2 20:-17:1:1 walk1 near-1; claws:
    limbs skin 6:8:10:3 18:16:10:3 15:24:12:5 / 16:26:12:4 10:34:12:1 / 13:25:12:3 5:29:12:1; stinger: limb skin
    0:-14:11:6 0:-24:20:5 0:-24:34:4 0:-14:42:4 wave1; stinger: limb accent 0:-13:42:4 0:-4:38:1; stinger: limb skin
    0:-14:11:8 0:6:11:9; shell: ball skin 0:-5:14:17:14; dots: spots second 8:2:24:4 / 14:3:16:4 / 8:-12:24:4 /
    15:-9:15:4; shell: spot second 0:11:18:1:20 / 0:-16:24:1:20; waist: ball skin 0:-19:14:11:10; waist: limb skin
    0:-8:12:3 0:4:12:6; hourglass: ball skin 0:-12:18:16:15; banded: spot accent 0:0:12:18:2 / 0:0:17:18:2; hourglass:
    -stripes: spot accent 0:-2:28:4:3 / 0:2:22:3:3; round: ball skin 0:-11:17:14:13; stripes: spots second
    11:-18:18:4:14 / 12:-7:18:4:14; stripes: spot second 0:-18:28:9:2 / 0:-8:30:9:2; sting: limb ink 0:-24:14:3
    0:-32:12:1; wings: limbs sky 4:-8:28:2 17:-13:39:7 flap near3; wings: limbs sky 4:-10:26:2 14:-21:31:5 flap near2;
    pincers: limbs accent 4:18:10:3 9:27:12:3 2:34:12:1; horn: limb accent 0:16:18:3 0:24:24:2 0:24:34:1; six: limbs ink
    3:13:20:1 7:17:31:1; six: balls ink 7:17:32:2; -dots: ball skin 0:11:13:10:9 cast30; dots: ball second 0:11:13:10:9
    cast30; hourglass: discs ink 4:20:15:38:38; hourglass: discs glow 4:20:15:28:28; hourglass: discs white 3:20:16:9:9;
    hourglass: discs ink 8:16:17:22:22; hourglass: discs glow 8:16:17:16:16 / 3:17:20:12:12; hourglass: limbs bone
    3:19:8:2 2:21:2:1 near3; six: ats eye 5:19:16:e*20/20; six: disc ink 0:21:9:30:8; stinger: ats eye 4:19:16:e*20/20;
    at worn 0:11:13:10
bug above: eight: -claws: limbs skin 5:0:36:1 17:0:38:1 21:0:51:1 / 6:0:32:1 18:0:31:1 27:0:37:1 / 6:0:27:1 18:0:25:1
    27:0:18:1 / 5:0:23:1 17:0:17:1 21:0:2:1 walk1 near-3; claws: limbs skin 5:0:29:1 20:0:29:1 24:0:24:1 / 5:0:22:1
    17:0:20:1 20:0:14:1 walk1 near-3; six: limbs second 5:0:32:1 15:0:37:1 19:0:46:1 / 7:0:24:1 22:0:25:1 / 5:0:15:1
    15:0:12:1 20:0:2:1 walk1 near-3; claws: limbs skin 5:0:35:3 16:0:37:3 21:0:43:4 near-2; claws: limbs skin 23:2:46:4
    22:2:55:2 / 18:1:45:3 13:1:52:1 near-1; stinger: limb skin 0:0:22:6 0:0:8:4 7:0:0:4 20:0:0:4 26:0:6:3; stinger: limb
    accent 26:2:8:3 22:2:15:1; claws: ball skin 0:2:30:8:11; hourglass: ball skin 0:2:16:12:14; banded: spot accent
    0:20:7:14:2 / 0:20:25:14:2; hourglass: stripes: spot second 0:20:6:14:2 / 0:20:14:14:2 / 0:20:22:14:2; hourglass:
    -stripes: spot accent 0:20:11:4:4 / 0:20:19:4:4; hourglass: ball skin 0:4:36:10:8; hourglass: ats eye
    5:12:37:e*22/20; claws: eyes ink 4:12:35:34:34; waist: ball skin 0:2:12:10:12; waist: ball skin 0:3:28:7:7; round:
    limbs sky 5:6:34:3 18:6:40:7 near3; round: limbs sky 5:5:29:3 14:5:26:5 near2; round: ball skin 0:1:17:12:18;
    stripes: spot second 0:20:5:13:2 / 0:20:13:13:2 / 0:20:21:13:2; sting: limb ink 0:0:1:2 0:0:-4:1; waist: limbs
    second 3:2:46:1 8:2:53:1; dots: limbs second 3:2:44:1 9:2:51:1; horn: limb accent 0:2:42:3 0:2:54:1; pincers: limbs
    accent 4:2:44:3 9:2:50:2 4:2:55:1; shell: ball skin 0:1:20:17:18; shell: spot second 0:20:18:1:22; dots: spots
    second 9:20:28:4:4 / 9:20:13:4:4; shell: ball second 0:4:40:9:7; -shell: six: ball skin 0:4:41:9:8; six: ats eye
    4:12:42:e*20/20; at worn 0:4:40:9
crab: limbs deep 14:6:10:3 23:7:10:2 27:8:1:1 walk1; limbs deep 14:0:10:3 23:0:10:2 26:0:1:1 walk-1; limbs deep
    14:-6:10:3 22:-7:10:2 25:-8:1:1 walk1; limbs skin 15:6:15:3 23:8:22:3 22:9:27:5 flap; limbs skin 22:9:28:6
    17:10:38:2 / 23:9:28:5 27:10:38:2 flap near1; limbs skin 5:6:18:2 6:7:28:2; balls white 6:7:29:5; discs ink
    6:12:29:32:38; discs white 5:12:31:10:10; ball skin 0:0:12:19:12 cast30; spot second 0:14:3:14:4; disc ink
    0:17:11:56:12; disc skin 0:17:12:56:12; discs pink 11:14:11:24:14; at worn 0:0:14:12
butterfly: fins second 2:-2:34 12:-2:53 24:-3:56 29:-3:45 23:-2:34 4:-2:30 flap near-4; discs accent 19:3:46:62:72 flap;
    discs white 22:3:52:26:30 / 26:3:43:18:22 flap; fins accent 3:-2:31 19:-2:32 25:-3:22 17:-3:10 9:-2:12 3:-2:23 flap
    near-4; discs second 15:3:22:62:64 flap; discs white 18:3:16:22:24 flap; limb skin 0:0:22:3 0:1:38:4 near4; limbs
    skin 2:2:49:1 8:3:61:1 near4; ball skin 0:2:46:7 near5; ats eye 4:8:48:e*20/20; at worn 0:2:46:7
fish: fin second 0:-9:29 0:-23:37 0:-17:29 0:-24:21 0:-9:23 wave3 near-9; scaled: fin second 0:8:35 0:-1:43 0:-8:39
    0:-9:31 / 0:3:17 0:-4:9 0:-8:20; shark: fin skin 0:6:36 0:-5:50 0:-8:35; whale: limb sky 0:6:38:1 0:6:46:2; whale:
    ball sky 0:2:47:4 / 0:11:47:4; -whale: limb skin 0:-14:27:4 0:-3:26:11 0:5:26:11 0:15:25:6 cast20; whale: limb skin
    0:-14:29:4 0:-3:26:13 0:7:26:14 0:11:25:12 cast20; big: spots second 9:-4:15:9:5 / 9:4:14:11:6 / 7:14:15:9:5;
    scaled: spots accent 9:-6:27:2:14 / 10:4:27:2:14; ats eye 6:14:30:e*22/20; shark: discs ink 9:6:26:6:44 /
    9:3:26:6:44 / 5:16:21:64:16; shark: discs white 5:18:22:12:14 / 5:15:22:12:14; -shark: discs ink 5:19:22:40:8; fins
    second 8:3:23 14:-8:17 10:-6:21 near9; at worn 0:8:27:11
octopus: arms: limbs skin 5:-10:14:5 9:-15:4:4 12:-15:4:3 13:-15:11:2 / 12:-5:14:5 21:-8:4:4 27:-8:5:3 28:-8:12:2 /
    12:4:14:5 20:6:4:4 26:7:4:3 28:7:9:2 / 7:9:14:5 11:15:4:4 15:17:3:3 18:17:6:2 wave2; threads: limbs skin 9:4:20:3
    10:4:10:2 12:4:1:1 wave3; threads: limbs accent 5:8:20:3 6:8:9:2 5:8:0:1 wave3; threads: limbs skin 10:-4:20:3
    12:-4:11:2 15:-4:4:1 wave3; squid: fins second 6:-2:54 18:-2:46 8:-2:38; squid: limb skin 0:0:25:11 0:0:38:11
    0:0:56:2 cast30; jelly: ball skin 0:0:30:19:15 cast20; jelly: spot second 0:10:20:18:4; jelly: spots pale
    8:8:38:3:2; arms: ball skin 0:-1:33:17:18 cast30; ringed: spots accent 9:10:41:5:5; ringed: spots skin 9:10:41:3:3;
    arms: spot second -9:6:46:3 / 4:4:48:3 / -3:12:42:2 / 11:5:41:3; squid: ball skin 0:1:22:12:10 near9; -squid: ats
    eye 7:13:28:e*20/20; squid: ats eye 5:9:24:e*18/20; disc ink 0:15:18:30:12; at worn 0:0:32:15
plant: limbs skin 2:1:3:2 13:3:12:5 23:4:9:1 wave1; limbs skin 2:5:2:2 10:10:4:4 17:12:2:1; limb skin 0:0:2:3 5:-4:14:3
    0:0:26:3; ball accent 0:-1:55:7 near-12; balls accent 12:-1:51:7 / 16:-1:42:7 / 11:-1:31:7 near-12; ball second
    0:3:39:15:14 cast40; spots pale 9:11:48:2; spot pale 0:11:51:2; ats eye 6:14:45:e*22/20; disc ink 0:17:35:170:90;
    disc pink 0:17:32:90:40; discs white 3:17:39:22:30 / 7:16:39:22:30 / 5:17:31:20:26; at worn 0:3:42:13
coat: scaly: spots deep 13:-9:8:2:1 / 14:-3:4:2:1 / 13:4:8:2:1
quad: neck: limb skin 0:l-2:mid+1:b*3/4 0:hf-3:hu-2:h*10/16 cast20; giraffe: spots second 3:hf/2+l/2+4:hu/2+mid/2:2:3 /
    5:hf/4+l*3/4+3:hu/4+mid*3/4:3:3 / 4:hf*3/4+l/4+2:hu*3/4+mid/4-1:2:2; limbs skin c:l-1:k+3:g+1 c+1:l-1:g:g walk1;
    balls paw c+1:l+1:g-1:g:g-1 walk1 near1; limbs skin t:1-l:k+3:g+1 t+1:1-l:g:g walk-1; balls paw t+1:3-l:g-1:g:g-1
    walk-1 near1; wool: balls skin 8:-7:mid:8 / 8:6:mid:8 near-3; wool: ball skin 0:-9:mid+6:8 near-3; wool: balls skin
    6:0:mid+7:8 near-3; limb skin 0:-l:mid:b 0:l:mid:b cast30; at coat 0:0:mid:b; chest: spot second
    0:l+b:mid-3:b*11/16:b / 0:0:mid-b:l+6:b/3; stripes: spots mark b*12/16:-l*14/16:mid+b/2:2:6 /
    b*12/16:-l*5/16:mid+b*9/16:2:7 / b*12/16:l*5/16:mid+b*9/16:2:7 / b*12/16:-l*10/16:mid-b/8:2:3; spots: spots second
    b*12/16:-l*9/16:mid+b*5/16:6:5 / b*12/16:l/2:mid+b/2:4:4 / b*12/16:l/8:mid-b*6/16:4:3; dapple: spots second
    b*12/16:-l*12/16:mid+b*9/16:1:1 / b*12/16:-l*3/16:mid+b*11/16:1:1 / b*12/16:l*6/16:mid+b/2:1:1 /
    b*12/16:-l/2:mid+b*3/16:1:1; shell: ball second 0:-2:mid+1:b+7:b+3 near6 cast40; shell: spot mark 0:-4:mid+15:4:3;
    shell: spots mark 11:6:mid+8:4:3 / 12:-10:mid+8:4:3; shell: spot mark 0:-17:mid+10:4:3 / 0:13:mid+8:4:3; spiked:
    limb spike 0:-l:back:3 0:-l-3:back+6:1 / 0:-l/3:back:3 0:-l/3-3:back+6:1 / 0:l/3:back:3 0:l/3-3:back+6:1; wool: ball
    skin 0:hf-3:hu+8:9:6 near8; quills: ball second 0:-3:mid+2:b+3:b+3 near-6; quills: fins second 4:l-1:back 6:l:back+9
    10:l-4:back-2 / 1:0:back+2 3:-1:back+10 8:-2:back / 1:-l-1:back 3:-l-7:back+8 8:-l-2:back-3 / 8:l-1:mid+9
    16:l-1:mid+14 14:l-4:mid+3 / 9:-2:mid+9 17:-6:mid+12 13:-6:mid+1 / 7:-l-3:mid+7 12:-l-10:mid+10 11:-l-4:mid-1 /
    12:l:mid+3 18:l-3:mid+4 13:l-3:mid-4 / 12:-5:mid+2 17:-11:mid+2 11:-8:mid-5 near-5; neck: crest: limb second
    0:l-8:back:4 0:hf-8:hu+2:5 0:hf:hu+h:4; ruff: ball second 0:hf-5:hu-5:h+2:h near-2; at tail 0:-l-b*3/4:mid+b/3:16;
    at wings 0:0:back-2:15; -frog: at head 0:hf:hu:16 look; frog: at froghead 0:hf:hu:16 look
biped: limbs skin b*9/16:0:k+3:g+1 b*9/16+1:0:g:g walk1; balls paw b*9/16+1:2:g-1:g:g-1 walk1 near1; limbs skin
    b-1:0:mid+b*11/16:g+1 b+5:-1:mid+1:g b+4:4:mid-b/2:g walk-1 near1; balls skin b+4:4:mid-b/2:g+1 walk-1 near2; claws:
    limbs bone b+1:7:mid-b/2-3:1 b+1:8:mid-b/2-7:0 / b+4:7:mid-b/2-3:1 b+4:8:mid-b/2-7:0 / b+7:7:mid-b/2-3:1
    b+7:8:mid-b/2-7:0 walk-1 near3; rocks: balls deep b+3:-2:mid+b*12/16:g+4:g+3; rocks: spots second
    b+1:2:mid+b+6:g+2:4; limb skin 0:0:mid-2:b*13/16 0:0:mid+b*9/16:b cast30; at coat 0:0:mid:b; belly: spot second
    0:b:mid:b*10/16:b*13/16; rocks: spot second -b/2:b/2:mid+b:6:4; rocks: disc glow 0:b:mid+b/2:34:34; rocks: disc
    white 0:b:mid+b/2:14:14:-6:-6; at tail 0:-b*10/16:k+3:16; at wings 0:-5:mid+b/2:w*16/20; at head
    0:3:mid+b*17/16+h*11/16:16 look
bird: limbs beak 4:0:k+3:1 4:0:2:1 / 4:0:1:1 1:5:1:1 / 4:0:1:1 4:5:1:1 / 4:0:1:1 7:5:1:1 walk1; plume: limb second
    0:-b:mid:3 -4:-b-6:mid+11:4 / 0:-b:mid:3 0:-b-6:mid+11:4 / 0:-b:mid:3 4:-b-6:mid+11:4; upright: limb deep
    0:-b/2:k+3:4 0:-b/2-4:3:3; -plume: -upright: limb quill 0:-b/2-3:mid-1:5 0:-b/2-tail:mid-tail/2:3 near-1; upright:
    ball skin 0:0:mid:b:b+2 cast20; -upright: limb skin 0:-4:mid-2:b-3 0:3:mid+1:b-1 cast20; belly: spot second
    0:b:mid-2:b*12/16:b; chest: spot second 0:b:mid-2:b*12/16:b; at wings 0:-2:mid+5:18; -winged: limbs quill
    b-1:1:mid+3:5 b:-7:mid-3:4 b-1:tuck:mid-7:2 near2 flap; sheen: spots second b+5:1:mid+4:5:3; neck: -stilts: limb
    skin 0:4:mid:b*10/16 0:hf:hu:h*13/16; stilts: limb skin 0:b/2:mid+1:4 0:b+3:mid+b:3 0:hf-1:hu-8:2 0:hf:hu:3; at
    birdhead 0:hf:hu:16 look0
""")
