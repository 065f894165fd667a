"""What people look like, as tables: kinds of people, and all that they have on their heads, backs and hands.

Owns: the words for people and for what they wear, and the shapes of it in the language of `solids`.
Must not know: how shapes are drawn, requests.
Rule: rows, not branches; a kind is said in the same words as a prompt says what somebody wears.
"""

from __future__ import annotations

from rdbuild.offline.painters.body import Tool
from rdbuild.offline.painters.colours import Rgb, called
from rdbuild.offline.painters.solids import table

# The first name of a row is the kind, all names call for it. `a|b` is one of them, `a?` is there or isn't.
_KINDS = """
knight paladin templar crusader cavalier champion: armour helm|greathelm plume? cape? sword shield
soldier guard guardian legionary hoplite gladiator centurion spartan sentinel marine trooper: mail openhelm
    spear|sword shield short #red|#blue|#navy
wizard mage sorcerer magician warlock archmage merlin enchanter necromancer: robe pointed longbeard|fullbeard|longbeard
    staff long #blue|#purple|#indigo|#crimson
witch sorceress enchantress: gown pointed long wand|broom|staff #purple|#violet|#dark
warrior barbarian viking berserker fighter mercenary: bare horned|band long|spiky fullbeard? axe|greatsword fur
archer ranger hunter huntress scout marksman robin: tunic feathered|hood short|pony bow quiver #forest|#moss|#brown
rogue thief bandit outlaw burglar: tunic hood dagger cape short scarf #dark|#forest|#brown|#purple
ninja assassin shinobi: wrap mask dagger|katana scarf #dark|#navy|#crimson
samurai ronin shogun: lamellar kabuto|bun katana #crimson|#navy|#teal
king emperor lord: gown crown short fullbeard scepter cape ermine #crimson|#purple|#blue
queen empress: dress tiara|crown long|bun scepter cape ermine #crimson|#purple|#rose
prince: uniform crown short|swept cape sword #blue|#crimson|#white
princess: dress tiara long|braids|bun #pink|#sky|#lavender
priest cleric bishop pope: robe mitre|skullcap short scepter stole #white|#gold|#purple
monk friar druid hermit: robe tonsure|hood staff rope #brown|#orange|#tan
nun: robe hood book #dark
healer: robe hood|band long|bob staff cross #white|#mint|#sky
bard minstrel: coat feathered bob lute
merchant trader innkeeper shopkeeper: coat cap|turban short moustache stout pouch
villager peasant farmer: overalls straw short|bob pitchfork #blue|#brown|#green
blacksmith smith: apron bald|short fullbeard hammer stout #grey|#rust|#brown
miner: overalls hardhat short pickaxe #blue|#brown|#teal
chef cook baker: apron toque short moustache? spoon #white
woodcutter lumberjack: overalls cap fullbeard axe #red|#forest
pirate captain buccaneer corsair: coat tricorne|bandana long|short fullbeard? cutlass eyepatch #crimson|#navy|#purple
sailor: uniform cap short #navy|#white
cowboy sheriff: vest stetson short bandanna pistol #cream|#sky|#red
elf: tunic long|pony elfears bow|dagger cape #leaf|#forest|#teal
fairy pixie: dress long|bun elfears wand wings
dwarf gnome: mail horned|openhelm|band longbeard axe|hammer squat #rust|#forest|#navy
goblin hobgoblin: rags bald|hood goblinears goblinskin dagger|club squat fangs #brown|#rust|#purple
orc ogre: bare bald|mohawk goblinears goblinskin axe|club fangs broad #brown
troll: bare bald|spiky bignose goblinears goblinskin club fangs broad #brown
zombie ghoul undead mummy: rags bald|short zombieskin #navy|#rust|#purple|#grey
skeleton lich: bones bald boneskin skullface sword? shield? #bone
vampire dracula: coat swept paleskin cape collar fangs #dark|#crimson
reaper revenant: robe hood boneskin scythe #dark|#shadow|#white
demon devil succubus: bare horns demonskin wings tail pitchfork #crimson
angel: robe halo long wings #white|#cream
robot android cyborg mech automaton droid: machine screen #steel|#red|#teal|#orange
astronaut cosmonaut spaceman: suit bubble #orange|#blue|#red
boy child kid: tunic cap|short|spiky young
girl: dress ribbon|band|flower long|pony|braids|bun young
woman lady maid heroine: dress long|bun|bob|pony
man person human guy gentleman somebody figure character npc people: tunic short|swept|spiky
hero adventurer player protagonist traveler traveller explorer: tunic band|swept spiky|short|swept sword cape shield?
clown jester: wrap jester short #red|#purple|#teal
scientist doctor professor alchemist: labcoat short|curly|swept glasses #teal|#blue
nurse: dress cap bob #white|#pink
student schoolgirl schoolboy: uniform bob|short book #navy|#crimson
athlete dancer: tunic band pony|short
santa: coat santa longbeard stout #red
elder granny grandma: robe bun|bald old staff glasses #purple|#teal|#brown
mermaid siren: scales tiara|flower long #teal|#leaf|#rose
spacemarine spacetrooper: hardsuit visor rifle #forest|#navy|#rust
doll puppet: dress ribbon|flower long|braids young clothskin buttons #rose|#purple|#red
plaguedoctor: robe plague lantern #dark
policeman police policewoman cop officer constable: uniform peaked short #navy
grandpa granddad grandfather: vest wreath|thin|bald old moustache|fullbeard glasses #teal|#brown|#forest
"""

_ROWS = [row.split(":") for row in _KINDS.strip().replace("\n    ", " ").splitlines()]
KINDS = {names.split()[0]: words.strip() for names, words in _ROWS}  # kind -> its words
CALLED = {name: names.split()[0] for names, _ in _ROWS for name in names.split()}  # word of a prompt -> kind

# Words of prompts that mean a word of these tables.
_SAID = """
hood: hooded; fullbeard: bearded beard; moustache: mustache; cape: cloak caped cloaked; robe: robes; armour: armor
armored armoured; mail: chainmail; wrap: kimono; coat: jacket; tunic: shirt; sword: blade swords longsword rapier;
cutlass: saber sabre scimitar; greatsword: claymore; hammer: warhammer maul; club: mace bat; spear: lance halberd;
pitchfork: trident; dagger: daggers knife knives; bow: crossbow; pistol: gun blaster; book: tome spellbook; shield:
shielded buckler; wings: wing winged; horns: horn horned; glasses: eyeglasses spectacles goggles monocle; pony:
ponytail; braids: pigtails braided twintails; freckles: freckled; curly: afro ringlets; bald: shaved; old: elderly aged
ancient; stout: fat chubby plump; broad: muscular burly big strong; crown: crowned; pointed: pointy; party: birthday;
top: tophat; cap: beanie beret; band: headband; elfears: ears elven; mask: masked; pack: backpack; uniform: suit; lute:
guitar; scepter: sceptre; pickaxe: pick; catears: catgirl catboy catman foxgirl
"""
SAID = called(_SAID.replace("\n", " ").replace("; ", "\n"))

# -- colours

SKINS: tuple[Rgb, ...] = ((250, 208, 172), (240, 188, 146), (214, 154, 108), (166, 108, 74), (118, 76, 56))
HAIRS: tuple[Rgb, ...] = ((74, 46, 36), (120, 72, 40), (214, 160, 76), (52, 44, 56), (168, 78, 40), (232, 200, 112))
HAIR_WORDS: dict[str, Rgb] = {
    "blonde": (240, 204, 104), "blond": (240, 204, 104), "ginger": (206, 98, 40), "redhead": (196, 76, 40),
    "brunette": (104, 62, 40), "haired": (120, 72, 40),
}  # fmt: skip
OTHER_SKINS: dict[str, tuple[Rgb, ...]] = {
    "goblinskin": ((116, 168, 76), (138, 172, 84), (98, 150, 88)), "zombieskin": ((142, 166, 124), (128, 152, 138)),
    "clothskin": ((226, 202, 160), (240, 222, 196)), "boneskin": ((232, 224, 200),),
    "paleskin": ((226, 216, 220),), "demonskin": ((200, 70, 60), (170, 60, 90)),
}  # fmt: skip
INKS: dict[str, tuple[Rgb, str]] = {
    "steel": ((164, 174, 190), "metal"), "gold": ((232, 184, 64), "metal"), "wood": ((142, 94, 56), "matte"),
    "leather": ((128, 84, 54), "matte"), "white": ((240, 238, 240), "matte"), "dark": ((58, 50, 70), "matte"),
    "eye": ((38, 28, 48), "flat"), "bone": ((232, 224, 200), "matte"), "fur": ((146, 106, 72), "fur"),
    "straw": ((222, 184, 96), "matte"), "lip": ((168, 84, 76), "flat"), "ember": ((236, 70, 50), "flat"),
    "trail": ((214, 238, 255), "glow"), "flame": ((255, 160, 48), "glow"), "glass": ((120, 190, 230), "glass"),
    "red": ((200, 54, 58), "matte"), "sole": ((84, 58, 50), "matte"), "plate": ((164, 174, 190), "metal"),
    "bird": ((206, 58, 52), "matte"),
}  # fmt: skip

# -- tables of shapes: a row is `name, ...: shapes`, and goes on where a line is indented


_BUCKLED = "lathe belt 0:0:0 14:8:6 17:8:6; panel gold -2:8:18 2:8:18 2:8:14 -2:8:14"


def _columns(text: str) -> dict[str, tuple[str, str, str]]:
    rows = ((*head.split(", "), shapes.replace("buckled", _BUCKLED)) for head, shapes in table(text).items())
    return {name: (first, second, shapes) for name, first, second, shapes in rows}


# Clothes: the material of `body`; those of sleeves, hands, legs and boots (`-`: there are none).
BODIES = _columns("""
armour, plate, body body plate plate: lathe cloth 0:0:0 8:10:8 15:8:6; lathe body 0:0:0 13:8:6 19:8:6 25:9:7 29:7:5;
    panel trim -1:8:27 1:8:27 1:8:18 -1:8:18; buckled; balls body 10:0:26:5:5
mail, cloth, plate skin legs boots: lathe body 0:0:0 7:10:8 14:8:6; lathe plate 0:0:0 13:8:6 19:8:6 25:9:7 29:7:5; panel
    body -4:8:28 4:8:28 3:9:10 -3:9:10; buckled; balls plate 9:0:27:4:4
lamellar, cloth, body skin dark boots: lathe body 0:0:0 8:11:8 15:8:6 / 0:0:0 13:8:6 19:8:6 25:9:7 29:7:5; lathe trim
    0:0:0 20:9:7 21:9:7 / 0:0:0 11:10:8 12:9:8; lathe dark 0:0:0 14:8:6 17:8:6; balls body 10:0:26:5:6; balls trim
    11:0:23:5:2
robe, cloth, body skin legs boots: lathe body 0:0:0 1:14:11 9:11:9 17:8:6 25:9:7 30:6:5; lathe trim 0:0:0 0:14:9 3:13:9;
    panel trim -1:8:29 1:8:29 2:11:3 -2:11:3; lathe belt 0:0:0 15:8:7 18:8:7; ball trim 0:0:30:7:2
gown, cloth, body skin legs boots: lathe body 0:0:0 1:14:9 9:11:8 17:7:6 25:8:7 29:6:5; lathe trim 0:0:0 0:14:9 3:14:9;
    lathe belt 0:0:0 15:7:6 18:7:6; panel gold -2:8:18 2:8:18 2:8:15 -2:8:15
dress, cloth, skin skin skin boots: lathe body 0:0:0 3:14:9 8:13:9 16:6:5 24:8:6 28:6:5; lathe trim 0:0:0 2:14:9 5:14:9
    / 0:0:0 15:6:5 18:6:5; panel white -3:7:28 3:7:28 2:7:23 -2:7:23; balls body 9:0:27:3:3
tunic, cloth, body skin legs boots: lathe body 0:0:0 8:10:8 14:8:6 25:9:7 29:7:5; lathe trim 0:0:0 8:10:8 10:10:8;
    buckled; panel trim -3:7:29 3:7:29 0:8:23
wrap, cloth, body skin body sole: lathe body 0:0:0 8:10:8 14:8:6 25:9:7 29:7:5; panel trim -6:6:30 -3:6:30 5:8:17 1:8:17
    / 6:6:30 3:6:30 -1:8:22 1:8:20; lathe belt 0:0:0 13:8:7 17:8:7; fin belt 3:8:15 6:8:15 7:10:6 4:10:7
bare, skin, skin skin legs boots: lathe skin 0:0:0 13:7:6 20:8:6 25:10:7 29:7:5; lathe fur 0:0:0 6:10:8 9:10:8 15:8:6;
    limb leather 8:6:27:1 -6:7:16:1; lathe belt 0:0:0 13:8:6 15:8:6; ball gold 0:8:14:2:2
overalls, cloth, white skin body boots: lathe white 0:0:0 13:8:6 25:9:7 29:7:5; lathe body 0:0:0 9:8:7 13:9:7 18:8:7;
    panel body -5:8:25 5:8:25 6:8:15 -6:8:15 / -6:7:30 -4:7:30 -3:8:24 -5:8:24 / 6:7:30 4:7:30 3:8:24 5:8:24 / -6:-7:29
    -4:-7:29 5:-7:16 2:-7:16 / 6:-7:29 4:-7:29 -5:-7:16 -2:-7:16; dot gold -4:9:24:2 4:9:24:2
apron, cloth, body skin legs boots: lathe body 0:0:0 8:9:7 14:8:6 25:9:7 29:7:5; panel leather -5:8:26 5:8:26 7:9:14
    7:9:4 -7:9:4 -7:9:14; lathe belt 0:0:0 14:8:7 16:8:7
coat, cloth, body skin legs boots: lathe body 0:0:0 4:12:9 14:8:6 25:9:7 30:7:5; panel white -3:7:30 3:7:30 2:8:16
    -2:8:16; panel legs -1:8:13 1:8:13 4:10:4 -4:10:4; lathe belt 0:0:0 14:8:7 17:8:7; dot gold -4:8:24:2 -4:8:20:2
    4:8:24:2 4:8:20:2; balls trim 8:0:28:3:2
labcoat, white, body skin legs boots: lathe body 0:0:0 4:11:9 14:8:6 25:9:7 30:7:5; panel cloth -3:7:30 3:7:30 1:8:16
    -1:8:16; panel legs -1:8:13 1:8:13 3:10:4 -3:10:4; dot red 0:9:26:2 0:9:23:2
vest, leather, cloth skin legs boots: lathe cloth 0:0:0 12:8:6 25:9:7 29:7:5; lathe body 0:0:0 13:8:6 25:9:7 29:8:5;
    panel cloth -3:8:29 3:8:29 2:8:14 -2:8:14; buckled
uniform, cloth, body skin legs boots: lathe body 0:0:0 10:9:7 14:8:6 25:9:7 30:7:5; panel trim -1:8:29 1:8:29 1:8:13
    -1:8:13; dot gold -4:8:25:2 -4:8:21:2 4:8:25:2 4:8:21:2; lathe belt 0:0:0 13:8:7 15:8:7; balls gold 9:0:28:4:2
suit, white, body body body body: lathe body 0:0:0 9:9:8 15:10:8 25:10:8 30:8:6; ball steel 0:-9:20:8:9; panel steel
    -5:9:24 5:9:24 5:9:17 -5:9:17; dot red -3:10:22:2; dot glass 0:10:22:2; dot gold 3:10:22:2; lathe cloth 0:0:0 12:9:8
    14:9:8; balls cloth 10:0:26:4:3
machine, plate, plate body plate body: lathe steel 0:0:0 10:6:5 15:6:5; lathe body 0:0:0 13:8:7 16:11:8 27:11:8 29:8:6;
    panel dark -6:8:26 6:8:26 5:8:18 -5:8:18; dot glow -3:9:23:3; dot trim 2:9:24:2 2:9:21:2; balls trim 11:0:26:4:4;
    panel dark -5:-8:25 5:-8:25 5:-8:18 -5:-8:18
bones, bone, body body body body: lathe dark 0:0:0 13:5:4 20:6:5 26:8:6 29:5:4; lathe body 0:0:0 11:6:5 14:5:4 / 0:0:0
    25:8:6 28:7:5 / 0:0:0 21:7:6 23:8:6 / 0:0:0 17:6:5 19:7:5; panel body -1:7:28 1:7:28 1:7:12 -1:7:12 / -1:-7:28
    1:-7:28 1:-7:12 -1:-7:12
hardsuit, cloth, body dark body dark: lathe dark 0:0:0 8:10:8 15:8:6; lathe body 0:0:0 14:8:7 19:10:8 26:11:9 30:8:6;
    ball steel 0:-9:22:8:8; panel steel -5:9:26 5:9:26 3:9:19 -3:9:19; dot flame 0:10:23:2; lathe dark 0:0:0 13:9:8
    16:9:8; balls body 12:0:27:6:6
scales, cloth, skin skin - -: lathe skin 0:0:0 13:7:6 20:7:6 25:8:6 29:6:5; lathe body 0:0:0 2:4:4 7:7:6 12:9:8
    17:8:6; lathe trim 0:0:0 14:9:7 17:8:7; balls trim 4:6:23:4:3; fins body 1:1:9 20:1:9 16:1:3 19:1:-2 1:1:0
rags, cloth, skin skin skin skin: lathe body 0:0:0 10:9:7 14:8:6 25:9:7 29:7:5; fins body 8:2:12 3:4:12 6:4:5 / 8:-3:12
    1:-5:12 4:-5:6; panel skin 2:8:25 6:7:26 4:8:20 / -6:8:17 -2:8:18 -5:8:12; limb belt 8:4:15:1 -8:4:13:1
""")

# Hair: heights of its line on the head, and what hangs from it.
HAIRS_WORN = table("""
short: shell hair 1 5:3:5:4:2:-1:-3:-6:-8:-9x4
wreath: shell hair 1 8:8:8:8:2:-3:-5:-6:-8:-9x4 8x13
thin: shell hair 1 10:9:9:8:3:-2:-4:-6:-8:-9x4
swept: shell hair 2 7:5:3:2:1:-2:-4:-6:-8:-9x4; fin hair 4:9:8 -9:6:12 -3:3:17
spiky: shell hair 2 4:6:2:5:0:2:-4:-3:-9:-6:-10:-7:-10; fins hair 2:4:10 10:0:8 9:-2:17; fin hair -5:4:10 5:4:10 1:1:19;
    fins hair 9:0:7 10:-6:0 17:-4:8; fin hair -6:-8:8 6:-8:8 0:-14:10
bob: shell hair 2 4x3:3:2:-8:-10:-11x6
long: lathe hair 0:-5:0 9:7:4 4:12:5 -8:13:6 -16:13:6 -21:9:4; limb hair -8:-9:2:4 -9:-8:-22:2 / 8:-9:2:4 9:-8:-22:2 /
    0:-10:3:5 0:-9:-25:2; shell hair 2 5:3:5:4:0:-9:-11x7
pony: shell hair 1 4:5:3:4:1:-2:-4:-5:-8:-9x4; limb hair 0:-11:6:4 0:-17:2:4 0:-17:-8:4 0:-15:-17:2; ball trim
    0:-12:6:3:3
bun: shell hair 1 6:6:5:4:2:-1:-4:-6:-8:-9x4; ball hair 0:-5:15:5:5
braids: shell hair 1 4:4:5:4:1:-3:-5:-6:-8:-9x4; limbs hair 12:-1:-4:4 14:-1:-11:3 14:0:-18:3; balls trim 14:0:-17:3:2
curly: balls hair 11:-2:4:6:6 / 10:-2:-5:5:5 / 6:-3:11:7:6; ball hair 0:-10:2:9:10; shell hair 3 5:4:5:3:1:-3:-6:-8:-9x5
mohawk: fin trim 0:9:9 0:10:15 0:3:20 0:-5:20 0:-13:15 0:-13:2 0:-8:8; panel trim -2:9:8 2:9:8 2:3:18 0:3:21 -2:3:18 /
    -2:-9:8 2:-9:8 2:-3:18 0:-3:21 -2:-3:18
tonsure: shell hair 1 4:3:2:1:0:-2:-4:-6:-8:-9x4 8x13
bald:
""")

# On heads: the material of `head`; hair and ears show (`over`), don't (`hides`), or nor does the face (`full`).
HEADS = _columns("""
helm, plate, full: shell head 1 -11x13; shell dark 2 -4x4:-3:0x8 2x4:1:0x8; panel head -1:13:2 1:13:2 1:13:-9 -1:13:-9;
    panel trim -1:-13:9 1:-13:9 1:-13:-9 -1:-13:-9; shell trim 2 -11x13 -9x13; balls trim 12:0:0:3:3
greathelm, plate, full: lathe head 0:0:0 -12:10:10 -11:11:11 8:12:12 11:9:9 13:3:3; shell dark 1:11 -2x5:0x8 2x5:0x8;
    panel trim -1:12:11 1:12:11 1:12:-10 -1:12:-10 / -9:11:4 9:11:4 9:11:3 -9:11:3 / -1:-12:11 1:-12:11 1:-12:-10
    -1:-12:-10; shell trim 1:12 -10x13 -8x13; dot dark 4:11:-6:1 7:10:-6:1 4:11:-9:1 -4:11:-6:1 -7:10:-6:1 -4:11:-9:1
openhelm, plate, over: shell head 2 5:5:4:2:-6:-9:-10x7; panel head -1:12:6 1:12:6 1:13:-2 -1:13:-2; shell trim 2
    5:5:4:2x10 7x3:5x10; ball trim 0:0:15:2:2
horned, plate, over: shell head 2 5x3:4:3:2:2:1:0x5; shell trim 2 4x3:3:2:1:1:0:-1x5 7x3:6:5:4:4:3:2x5; limbs bone
    12:0:6:3 17:0:9:3 18:0:17:1
kabuto, cloth, over: lathe head 0:-4:-6 -3:16:12 1:16:12 8:14:11 12:12:10; shell head 2 5:5:4:2:-4:-6x8; shell trim 2
    5x3:4:3:2x8 8:7:7:6:5:4x8; fins gold 1:11:8 3:11:8 10:9:19 8:9:19; ball gold 0:12:8:2:2
pointed, cloth, over: lathe head 0:0:5 -2:15:15 0:18:18 2:17:17 3:12:12 / 0:-1:7 0:12:12 5:9:9 10:6:6 14:4:4; lathe trim
    0:0:7 -1:12:12 3:11:11; limb head 0:-2:20:4 3:-5:24:2 7:-6:23:1; panel gold -2:13:10 2:13:10 2:13:6 -2:13:6
hood, cloth, hides: shell dark 1 8:8:7:5:2:-6:-9x7; lathe head 0:0:-13 -4:10:9 1:12:11 3:10:9; shell head 3
    8:7:5:3:-1:-10:-12x7; fin head -7:-4:11 7:-4:11 2:-13:14 -1:-13:15; shell trim 3 8:7:5:3:-1:-10x8 10:9:8:6:3:-10x8
crown, gold, over: shell head 1:11 7x13 17:12:11:12:17:12:11:12:17:12:11:12:17; dot red 0:12:10:3; dot cloth 7:9:10:2
    -7:9:10:2
tiara, gold, over: shell head 2 7x5:8x8 13:9:10:9:9:8x8; dot red 0:11:11:3; balls white 6:8:10:1:1
mitre, white, over: lathe head 0:0:5 0:12:12 3:12:12 9:12:8 16:7:4 20:0:0; lathe trim 0:0:5 0:12:12 3:12:12; panel gold
    -1:10:22 1:10:22 1:11:9 -1:11:9 / -4:10:17 4:10:17 4:10:15 -4:10:15
skullcap, cloth, over: shell head 2 9x3:8x3:7:7:6x5
cap, cloth, over: shell head 2 6x3:5:4:3:2:1:0x5; fin head -8:9:6 8:9:6 7:16:4 -7:16:4; ball trim 0:0:14:2:1
hardhat, gold, over: shell head 2 5x3:4:3x9; lathe head 0:1:4 -1:14:14 1:14:14; ball white 0:13:9:3:3
straw, straw, over: lathe head 0:0:6 -2:17:17 0:19:19 2:15:15 / 0:0:7 0:11:11 6:10:10 9:7:7; lathe cloth 0:0:7 0:12:12
    3:11:11
stetson, leather, over: lathe head 0:0:6 -2:16:14 0:19:17 3:17:13 / 0:0:7 0:11:11 6:9:9 9:9:6 8:3:3; lathe dark 0:0:7
    0:12:12 2:11:11
tricorne, dark, over: lathe head 0:0:6 -2:12:12 0:16:15 5:18:15 7:13:11 10:9:8 12:6:5; lathe gold 0:0:6 3:18:15 5:18:15;
    ball bone 0:14:9:3:3; dot dark -1:17:9:1 1:17:9:1
bandana, cloth, over: shell head 2 5x3:4:3:2:1:0:-1:-1:-2x3; ball head 4:-11:-1:3:3; fin head 4:-11:0 9:-14:-6 5:-13:-8
feathered, cloth, over: shell head 2 6x3:5:4x3:3x6; fin head -9:6:6 9:6:6 5:17:5 -5:17:5; limb red -9:4:8:2 -12:-2:14:2
    -11:-9:19:1; shell trim 2 6x3:5:4x3:3x6 8x3:7:6x3:5x6
party, cloth, over: lathe head 0:0:9 0:8:8 15:1:1; lathe trim 0:0:9 3:6:6 6:5:5 / 0:0:9 9:4:4 11:3:3; ball gold
    0:0:25:3:3
santa, red, over: shell head 2 6x3:5:4:3:2:1:0x5; limb head 0:-3:12:6 4:-8:17:4 10:-9:14:2; ball white 11:-9:12:3:3;
    shell white 3 4x3:3:2:1:0:-1:-2x5 8x3:7:6:5:4:3:2x5
top, dark, over: lathe head 0:0:7 -1:16:16 1:16:16 / 0:0:8 0:10:10 13:11:11; lathe red 0:0:8 0:10:10 3:10:10
toque, white, over: lathe head 0:0:6 0:11:11 8:10:10; balls head 6:0:16:6:5; ball head 0:4:17:7:6 / 0:-5:17:7:6
turban, cloth, over: ball head 0:-1:9:14:8; shell head 3 5:4x3:3:2:1:0:-1x5; fin trim -9:9:5 -4:12:5 9:7:12 7:5:14; ball
    red 0:13:8:2:2
band, cloth, over: shell head 2 4x4:3:3:2x7 7x4:6:6:5x7; fin head 2:-13:4 8:-17:2 5:-16:-5 / 1:-13:4 -4:-16:-3 0:-16:-6
ribbon, red, over: balls head 4:-2:14:4:3; ball head 0:-1:14:2:2
flower, red, over: balls head 8:5:8:2:2; ball head 6:6:11:2:2 / 10:4:11:2:2; ball gold 8:6:10:1:1
mask, cloth, full: shell head 1 -11x13; shell skin 1 -4x4:-3:0x8 3x4:2:0x8; fin trim 1:-12:4 8:-18:2 5:-17:-5; shell
    trim 2 4x4:3x9 7x4:6x9
bubble, white, full: shell head 3 -11x13; shell glass 3 -7x3:-6:-4:0x8 7x3:6:4:0x8; dot white -6:13:4:3; balls cloth
    15:0:0:2:4; lathe steel 0:0:-12 -1:11:10 2:11:10
screen, plate, full: lathe head 0:0:0 -11:9:9 -9:12:11 8:13:12 11:10:10; shell dark 1:12 -5x4:-4:0x8 6x4:5:0x8; panel
    dark -6:-12:4 6:-12:4 6:-12:1 -6:-12:1 / -6:-12:-2 6:-12:-2 6:-12:-5 -6:-12:-5; dot glow 0:-12:7:2; dot trim
    -4:12:-8:1 -1:12:-8:1 2:12:-8:1 5:12:-8:1; balls trim 13:0:-1:3:4; limb steel 0:0:11:1 0:0:16:1; ball glow
    0:0:17:2:2
visor, cloth, full: lathe head 0:0:0 -12:9:9 -9:12:12 6:13:13 11:9:9 13:3:3; shell dark 2 -6x5:-5:0x7 5x5:4:0x7; shell
    flame 2 -3x4:-2:0x8 3x4:2:0x8; fin steel -4:14:-8 4:14:-8 3:14:-12 -3:14:-12; balls dark 13:0:-1:3:4
peaked, cloth, over: lathe head 0:0:6 0:12:12 4:12:12 9:15:14 12:12:11; clear: lathe dark 0:0:6 0:12:12 3:12:12; clear:
    fin dark -8:9:8 8:9:8 7:15:5 -7:15:5; ball gold 0:13:12:2:3
plague, leather, full: lathe head 0:0:0 -12:7:7 -7:11:10 0:12:12 8:11:11 11:8:8; limb straw 0:8:-3:5 0:17:-7:4
    0:24:-14:1 near2; balls gold 5:9:2:3 near1; balls dark 5:11:2:2 near3; lathe dark 0:0:8 -2:17:17 1:17:17 / 0:0:9
    0:11:11 8:10:10; lathe red 0:0:9 0:11:11 2:11:11
fungus, red, over: lathe head 0:0:1 -3:17:16 0:20:19 6:20:19 12:15:14 16:8:8 18:2:2; balls white 12:14:7:4:3 /
    6:10:16:3:2 near9; ball white 0:19:7:4:3 near9
halo, gold, over: lathe head 0:0:17 -1:9:9 1:9:9
horns, bone, over: limbs head 6:3:9:3 10:2:14:2 9:2:19:1
catears, hair, over: fins head 3:0:11 12:0:6 11:0:18
jester, cloth, over: shell head 2 6x3:5:4:3:2:1:0x5; limb head 5:0:10:5 13:0:14:4 18:0:9:2; limb trim -5:0:10:5
    -13:0:14:4 -18:0:9:2; balls gold 19:0:7:2:2; shell gold 3 4x3:3x10 6x3:5x10
""")

# In faces, and what else is on heads.
FACES = table("""
fullbeard: shell beard 1 -13:-13:-12:-10:-7:-3:0x7 -5:-6:-6:-4:-1:2:0x7
longbeard: shell beard 1 -25:-21:-16:-12:-8:-3:0x7 -5:-6:-6:-4:-1:2:0x7; panel lip -2:12:-8 2:12:-8 2:12:-9 -2:12:-9
moustache: panels beard 0:12:-4 0:12:-7 6:11:-8 6:11:-5
glasses: clear: wires dark 2:12:3:0 8:10:3:0 8:10:-5:0 2:12:-5:0 2:12:3:0; clear: wire dark -2:12:1:0 2:12:1:0
eyepatch: panel dark 2:11:2 9:9:2 9:9:-4 6:10:-6 2:11:-4; wire dark -8:8:9:1 -3:11:7:1 4:11:2:1 9:8:1:1
elfears: fins skin 11:1:0 11:-1:-5 19:-7:4
goblinears: fins skin 11:2:1 11:-2:-6 21:-8:4
skullface: dot dark -1:12:-4:2 1:12:-4:2; panel dark -6:10:-7 6:10:-7 5:10:-9 -5:10:-9; dot bone -4:11:-8:2 0:12:-8:2
    4:11:-8:2
freckles: fine: dot sole 4:11:-5:1 8:9:-5:1 6:10:-3:1 -4:11:-5:1 -8:9:-5:1 -6:10:-3:1
buttons: dot eye 5:10:-1:5 -5:10:-1:5; fine: dot white 4:11:0:1 6:11:-2:1 -6:11:0:1 -4:11:-2:1; wire lip -4:11:-7:0
    4:11:-7:0; fine: wire lip -2:11:-6:0 -2:11:-8:0 / 2:11:-6:0 2:11:-8:0 / 9:7:4:0 10:7:-8:0
bignose: ball skin 0:12:-4:3:4
fangs: dot white 3:11:-8:2 -3:11:-8:2
plume: limb plume 0:3:13:3 0:-4:18:4 0:-12:16:4 0:-16:7:2
""")

# What a second kind adds: an elf wizard, a skeleton king, a goblin archer.
_SPECIES = """
elf: elfears; dwarf: squat fullbeard; goblin: goblinears goblinskin squat bald; orc: goblinears goblinskin fangs broad;
troll: goblinears goblinskin bignose fangs broad bald; zombie: zombieskin; skeleton: boneskin skullface bald; boy:
young; girl: young long; vampire: paleskin fangs; demon: demonskin horns tail; angel: wings halo; fairy: wings elfears;
woman: long; elder: old; doll: clothskin buttons; reaper: boneskin skullface hood; robot: screen; astronaut: bubble;
king: crown; queen: crown long; princess: tiara long
"""
SPECIES = dict(row.split(": ") for row in _SPECIES.strip().replace("\n", " ").split("; "))

# What a word puts on the head of somebody whose kind it stands before: a fox girl.
OF = called("""
catears: cat fox wolf kitty neko
fungus: mushroom toadstool
""")

# On the trunk.
EXTRAS = table("""
wings: fins wings 2:-6:26 6:-10:34 14:-16:40 26:-20:41 21:-18:34 26:-20:31 20:-17:26 23:-18:22 16:-14:19 17:-14:15
    6:-8:16 flap5
tail: limb skin 0:-7:12:2 0:-13:8:2 0:-17:14:1; ball red 0:-17:15:2:3
quiver: limb leather 5:-8:14:3 -6:-8:28:3; limb white -6:-8:29:1 -8:-8:34:1; limb red -5:-8:30:1 -5:-8:35:1; limb
    leather 8:7:16:1 -7:7:28:1
pack: ball leather 0:-9:20:8:9 / 0:-12:15:5:4
scarf: lathe cape 0:0:0 25:10:9 30:9:8; panel cape 2:9:28 7:9:28 8:10:15 4:10:15; fin cape 2:-8:29 6:-9:29 10:-15:15
    5:-15:14
ermine: lathe white 0:0:0 25:11:9 28:10:8 31:7:6; dot dark -6:8:27:1 0:9:27:1 6:8:27:1
fur: lathe fur 0:0:0 25:11:8 28:10:7 31:6:5
collar: fins cape 3:-5:30 9:-5:40 13:-3:34 9:-2:27
stole: panel gold -6:8:29 -3:8:29 -3:10:8 -6:10:8 / 6:8:29 3:8:29 3:10:8 6:10:8
cross: panel red -1:8:26 1:8:26 1:8:19 -1:8:19 / -3:8:24 3:8:24 3:8:22 -3:8:22
rope: limb straw -8:5:15:1 8:5:15:1 / 4:8:15:1 5:9:7:1
pouch: ball leather 7:6:12:3:3; dot gold 7:9:13:1
perched: limb bird 15:-2:30:3 17:-7:20:1 near5; ball bird 15:0:33:4:6 / 15:1:41:5 near5; dot white 12:5:42:3 18:5:42:3
    near6; dot dark 12:6:42:2 18:6:42:2 near7; limb gold 15:6:41:2 15:9:38:1 near6; fin wings 18:1:36 20:-2:35 20:-4:27
    18:-1:29 near5
bandanna: fin red -7:6:31 7:6:31 0:9:24
""")

# In hands: how it is used, and at times how it is held; shapes of (along, across).
_TOOLS = table("""
sword, slash: fin hand 3:2 19:2 23:0 19:-2 3:-2; limb leather -3:0:2 2:0:2; fin gold 2:5 4:5 4:-5 2:-5; ball gold -4:0:1
greatsword, slash: fin hand 3:3 25:2 29:0 25:-2 3:-3; limb leather -3:0:2 2:0:2; fin gold 2:7 5:6 5:-6 2:-7; ball gold
    -4:0:2
katana, slash: fin hand 3:1 14:1 23:3 17:-1 3:-1; limb leather -3:0:2 2:0:2; fin gold 2:3 3:3 3:-3 2:-3
cutlass, slash: fin hand 3:1 12:4 20:3 22:0 12:0 3:-1; limb leather -3:0:2 2:0:2; limb gold 2:4:2 -2:4:2
dagger, slash: fin hand 2:2 10:2 13:0 10:-2 2:-2; limb leather -3:0:2 2:0:2; fin gold 1:4 3:4 3:-4 1:-4
axe, slash -4:3:15: limb wood -8:0:3 20:0:3; fin hand 11:1 8:10 14:11 20:9 18:1 / 13:-1 12:-4 18:-4 17:-1
hammer, slash -4:3:15: limb wood -8:0:3 17:0:3; fin hand 14:-7 14:7 22:7 22:-7; fin gold 14:2 14:-2 22:-2 22:2
pickaxe, slash -4:3:15: limb wood -8:0:3 17:0:3; fin hand 12:-11 16:-4 17:4 12:11 18:6 20:0 18:-6
club, slash -4:3:15: limb wood -4:0:3 6:0:4 18:0:9; ball bone 14:3:1 / 19:-2:1 / 18:4:1
spear, thrust -1:1:16: limb wood -16:0:2 22:0:2; fin hand 21:3 24:3 31:0 24:-3 21:-3; fin trim 20:2 21:2 21:-2 20:-2
pitchfork, thrust -1:1:16: limb wood -16:0:2 20:0:2; fin hand 20:-5 22:-5 22:5 20:5 / 22:5 30:5 22:3 / 22:-5 30:-5 22:-3
    / 22:1 31:0 22:-1
broom, cast -2:1:16: limb wood -8:0:2 24:0:2; fin straw -4:2 -7:4 -16:6 -16:-6 -7:-4 -4:-2; fin trim -5:3 -7:4 -7:-4
    -5:-3
staff, cast -1:1:16: limb wood -16:0:3 20:0:3 / 19:0:4 24:4:2 / 19:0:4 24:-4:2; ball glow 24:0:4
wand, cast -6:8:12: limb wood -3:0:2 10:0:2; ball glow 12:0:3
scepter, cast -3:2:16: limb gold -10:0:3 14:0:3; ball gold 16:0:3; ball glow 17:0:2
scythe, slash -1:1:16: limb wood -16:0:3 24:0:3; fin hand 22:0 25:2 23:12 18:19 20:11 20:1
bow, shoot -2:2:16: limb white 18:-6:1 -18:-6:1; limb wood 18:-6:2 13:1:3 6:4:3 -6:4:3 -13:1:3 -18:-6:2
pistol, shoot -3:14:4: fin wood -2:2 3:2 3:-4 0:-4; fin hand 1:2 12:2 12:-1 1:-1
rifle, shoot -5:14:5: fin dark -6:2 4:2 3:-5 0:-5 -1:-2 -6:-4; fin hand 1:2 18:1 18:-1 1:-2; fin dark 4:4 11:4 11:2 4:2
lute, cast 10:6:10: limb wood 0:0:3 18:0:3; ball wood -4:0:7; ball dark -3:0:2; fin dark 18:-2 22:-2 22:2 18:2
book, cast -2:4:15: fin hand -5:5 6:5 6:-5 -5:-5; fin white -3:3 5:4 5:-4 -3:-3; fin gold 0:1 2:1 2:-1 0:-1
spoon, slash -4:4:15: limb wood -4:0:2 13:0:2; ball wood 15:0:3
torch, slash -3:3:16: limb wood -6:0:3 8:0:4; ball flame 11:0:5; ball gold 10:0:3
lantern, cast 0:1:-16: limb dark 0:0:2 4:0:2; fin gold 4:-4 12:-4 12:4 4:4; ball flame 8:0:3
shield, ward: fin gold -8:9 8:9 8:-2 0:-11 -8:-2; fin shield -6:7 6:7 6:-1 0:-8 -6:-1; fin gold -1:7 1:7 1:-7 -1:-7 /
    -6:3 6:3 6:1 -6:1
targe, ward: ball gold 0:0:9; ball shield 0:0:7; ball gold 0:0:2
""")


def _tool(head: str, shapes: str) -> Tool:
    use, _, rest = head.partition(" ")
    return Tool(shapes, tuple(map(int, rest.split(":"))), use) if rest else Tool(shapes, use=use)  # type: ignore[arg-type]


TOOLS = {name.partition(", ")[0]: _tool(name.partition(", ")[2], shapes) for name, shapes in _TOOLS.items()}
