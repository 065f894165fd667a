"""Prompts in other words: in German, French or Spanish, in emoji, in two words for one.

Owns: the English word for each of those, and the one order in which all painters read what a colour belongs to.
Must not know: what any word calls for, what any colour looks like.
Rule: a word that is English too is foreign only beside one that isn't: `rot` is a colour beside `Drache`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# English: German, French, Spanish. `?` after a word that is English too.
_NOUNS = """
sword: schwert schwerter épée épées espada espadas; dagger: dolch poignard dague daga puñal cuchillo; axe: axt beil
hache hacha; bow: langbogen arco; arrow: pfeil flèche flecha; spear: speer lanze lanza; hammer: hammer? marteau
martillo; staff: zauberstab stab? bâton bastón; wand: baguette? varita; shield: schild bouclier escudo; helmet: helm?
casque? yelmo; armor: rüstung armure armadura; crown: krone couronne corona?; ring: anillo anneau bague; necklace:
halskette collier? collar?; robe: mantel? gewand túnica; cape: umhang manteau capa; hat: hut? chapeau? sombrero?;
boots: stiefel bottes botas; gloves: handschuhe gants guantes; mask: maske masque? máscara; amulet: amulett amulette
amuleto; potion: trank zaubertrank heiltrank poción pócima; bottle: flasche bouteille botella; chest: truhe
schatztruhe coffre cofre; barrel: fass tonneau barril; crate: kiste caisse caja; key: schlüssel clé clef? llave; coin:
münze goldmünze pièce piece? moneda; coins: münzen pièces pieces? monedas; gem: edelstein gemme gema; diamond: diamant
diamante; crystal: kristall cristal; book: buch zauberbuch livre libro; scroll: schriftrolle parchemin pergamino; map:
karte landkarte mapa; letter: brief? lettre carta; candle: kerze bougie vela; torch: fackel torche antorcha; lantern:
laterne lanterne linterna farol; lamp: lampe lámpara; bomb: bombe bomba; rope: seil corde cuerda; bone: knochen os?
hueso; skull: totenkopf schädel crâne crane? calavera; heart: herz cœur coeur corazón; star: stern? étoile estrella;
moon: mond lune luna; sun: sonne soleil sol?; apple: apfel pomme manzana; bread: brot pan?; cheese: käse fromage
queso; meat: fleisch viande carne; egg: ei œuf huevo; cake: kuchen torte gâteau pastel?; mushroom: pilz fliegenpilz
champignon hongo seta; pumpkin: kürbis citrouille calabaza; flower: blume fleur flor; rose: rosa?; leaf: blatt feuille
hoja; tree: baum bäume arbre árbol; bush: busch buisson arbusto; rock: stein? felsen rocher roca piedra; house: haus
maison casa; castle: schloss burg château castillo; tower: turm tour? torre; tent: zelt tente tienda; door: tür porte
puerta; bridge: brücke pont puente; well: brunnen puits pozo; fountain: fontaine fuente; table: tisch mesa?; chair:
stuhl chaise? silla; bed: bett lit? cama; cauldron: kessel chaudron caldero; anvil: amboss enclume yunque; pickaxe:
spitzhacke pioche pico?; shovel: schaufel pelle pala; ship: schiff piratenschiff bateau navire barco; spaceship:
raumschiff vaisseau nave?; car: auto? voiture coche; cup: tasse becher taza copa; fire: feuer feu fuego; lightning:
blitz éclair eclair? relámpago rayo; snowflake: schneeflocke flocon; cloud: wolke nuage nube; mountain: berg montagne
montaña; portal: portail; knight: ritter chevalier caballero; wizard: zauberer magicien sorcier mago hechicero; witch:
hexe sorcière bruja; warrior: krieger guerrier guerrero; soldier: soldat soldado; archer: bogenschütze arquero; thief:
dieb voleur ladrón; king: könig roi rey; queen: königin reine reina; prince: prinz príncipe; princess: prinzessin
princesse princesa; farmer: bauer fermier granjero; smith: schmied forgeron herrero; pirate: pirat pirata; elf: elfe
elfo; dwarf: zwerg nain enano; goblin: kobold? gobelin duende; orc: ork orco; skeleton: skelett squelette esqueleto;
vampire: vampir vampiro; ghost: geist? gespenst fantôme fantasma; robot: roboter; man: mann? homme hombre; woman: frau
femme? mujer; girl: mädchen fille niña chica; boy: junge garçon niño chico; angel: engel ange ángel; demon: dämon
démon demonio diablo; dragon: drache drachen dragón; wolf: loup lobo; dog: hund chien perro; cat: katze chat? gato
gata; mouse: maus souris ratón; horse: pferd cheval caballo; cow: kuh vache vaca; pig: schwein cochon cerdo; sheep:
schaf mouton oveja; bear: bär ours? oso; fox: fuchs renard zorro; rabbit: hase kaninchen lapin conejo; bird: vogel
oiseau pájaro; owl: eule hibou búho; raven: rabe corbeau cuervo; chicken: huhn poule gallina pollo; duck: ente canard
pato; bat: fledermaus murciélago; spider: spinne araignée araña; snake: schlange serpiente; frog: frosch grenouille
rana; fish: fisch poisson pez; turtle: schildkröte tortue tortuga; bee: biene abeille abeja; butterfly: schmetterling
papillon mariposa; slime: schleim; lion: löwe león; snail: schnecke escargot caracol; unicorn: einhorn licorne
unicornio
"""
_COLOURS = """
red: rot? roter rote? rotes roten rotem rouge? rouges rojo roja rojos rojas; blue: blau blauer blaue blaues blauen
blauem bleu bleue azul azules; green: grün grüner grüne grünes grünen grünem vert verte verde verdes; yellow: gelb
gelber gelbe gelbes gelben jaune amarillo amarilla; black: schwarz schwarzer schwarze schwarzes schwarzen schwarzem
noir? noire negro negra; white: weiß weißer weiße weißes weißen blanc blanche blanco blanca; brown: braun brauner
braune braunes braunen brun brune marron marrón; grey: grau grauer graue graues grauen gris grise; purple: lila
violett violetter violette violetta morado morada púrpura; pink: rosafarben rosado rosada; orange: naranja anaranjado
oranger; golden: goldener goldene goldenes goldenen doré dorée dorado dorada; silver: silber silbern silberner
silberne silbernes argenté argent? plata plateado; rusty: rostig rostiger rostiges rouillé rouillée oxidado oxidada;
wooden: hölzern holz bois madera; ice: eis glace? hielo; gold: oro?; iron: eisen fer? hierro; big: groß großer große
großes grand? grande? gros?; small: klein kleiner kleine kleines petit? petite? pequeño pequeña; old: alt? alter? alte
altes vieux vieille viejo vieja; dead: toter totes mort? muerto; magic: magisch magischer magisches magique mágico
mágica
"""
_JOINTS = """
a: ein eine einen einem einer un une una; the: das der dem den? die? le la? les? el los? las; with: mit avec con?;
and: und et? y?; of: von vom du? de des del; in: im? dans en?; on: auf sur? sobre; without: ohne sans? sin?
"""
_EMOJI = """
🗡 sword, ⚔ sword, 🛡 shield, 🐉 dragon, 🐲 dragon, 🧪 potion, ⚗ potion, 🔑 key, 🗝 key, 💎 gem, 🌳
tree, 🌲 pine, 🌴 palm, 🔥 fire, ⚡ lightning, 🌩 lightning, ❄ snowflake, 💀 skull, ☠ skull, 👑
crown, 🏰 castle, 🏠 house, 🏡 house, 🐺 wolf, 🦊 fox, 🐱 cat, 🐈 cat, 🐶 dog, 🐕 dog, 🐭 mouse, 🐁
mouse, 🐰 rabbit, 🐇 rabbit, 🐻 bear, 🐼 panda, 🐯 tiger, 🐅 tiger, 🦁 lion, 🐮 cow, 🐷 pig, 🐸 frog,
🐵 monkey, 🐒 monkey, 🐔 chicken, 🐧 penguin, 🐦 bird, 🦆 duck, 🦅 eagle, 🦉 owl, 🦇 bat, 🐴 horse, 🐎
horse, 🦄 unicorn, 🐝 bee, 🐛 worm, 🦋 butterfly, 🐌 snail, 🐞 ladybug, 🕷 spider, 🦂 scorpion, 🐢
turtle, 🐍 snake, 🦎 lizard, 🐙 octopus, 🦀 crab, 🐟 fish, 🐠 fish, 🦈 shark, 🐳 whale, 🐑 sheep, 🐐
goat, 🦌 deer, 🐘 elephant, 👻 ghost, 🤖 robot, 👽 alien, 👾 monster, 🧙 wizard, 🧝 elf, 🧛 vampire,
🧟 zombie, 🧚 fairy, 🥷 ninja, 🤴 prince, 👸 princess, 👼 angel, 😈 demon, 👹 demon, 🤡 clown, 🎅
santa, 🏹 bow, 🪓 axe, 🔨 hammer, ⚒ hammer, ⛏ pickaxe, 🔫 gun, 💣 bomb, 🪄 wand, 🔮 orb, 📖 book, 📕
red book, 📘 blue book, 📗 green book, 📜 scroll, 🗺 map, 🕯 candle, 🔦 torch, 🏮 lantern, ❤ heart,
💙 blue heart, 💚 green heart, 💜 purple heart, 💛 yellow heart, 🖤 black heart, ⭐ star, 🌟 star,
🌙 moon, ☀ sun, 🌞 sun, 🍎 apple, 🍏 green apple, 🍌 banana, 🍒 cherry, 🍓 strawberry, 🍇 grapes, 🥕
carrot, 🎃 pumpkin, 🍄 mushroom, 🍞 bread, 🧀 cheese, 🍖 meat, 🍗 meat, 🥚 egg, 🍰 cake, 🎂 cake, 🍕
pizza, 🍔 burger, 🍪 cookie, 🍺 beer mug, 🍷 wine, ☕ coffee, 🌹 rose, 🌷 tulip, 🌻 sunflower, 🌸
pink flower, 🍀 clover, 🍁 red leaf, 🍃 leaf, 🌵 cactus, 🪨 rock, 🪵 log, ⛰ mountain, 🌋 volcano, 🌊
wave, 💧 drop, ☁ cloud, 🌪 tornado, 💥 explosion, ✨ sparkle, 🎁 gift, 🎈 balloon, ⚓ anchor, ⛵
ship, 🚢 ship, 🚀 rocket, 🛸 ufo, 🚗 car, 🎲 dice, 🏆 trophy, 🎵 lute, 🪙 coin, 💰 bag of gold, 💍
ring, 🎩 hat, 👢 boots, 🧤 gloves, 🦴 bone, 👁 eye, ⚙ gear, ⏳ hourglass, ⌛ hourglass, 🔔 bell, ⛺
tent, 🌉 bridge, 🪦 grave, 🪑 chair, 🛏 bed, 🚪 door, 🧲 magnet, 🪣 bucket
"""
# Two words, or more, that are one.
_ONE = """
spaceship = space ship, star ship, space craft; streetlamp = street lamp, street light, lamp post;
lighthouse = light house; windmill = wind mill, wind turbine; hourglass = hour glass; icecream = ice cream;
warhammer = war hammer; pumpkin = jack o lantern; pine tree = fir tree, spruce tree, christmas tree, tannenbaum;
dead tree = bare tree, withered tree, leafless tree, dry tree; firstaid = first aid; hotdog = hot dog;
fishing rod = fishing pole; bat = chauve souris; ladybug = lady bug; snowflake = snow flake; fireball = fire ball;
spellbook = spell book; trashcan = trash can, garbage can, garbage bin;
sodacan = soda can, tin can, spray can, beer can, cola can;
jerrycan = gas can, fuel can, gas canister, fuel tank, oxygen tank, gas tank; barrel = oil drum;
vendingmachine = vending machine; airballoon = hot air balloon, hot balloon; trafficcone = traffic cone;
trafficlight = traffic light, stop light; lightbulb = light bulb; pressureplate = pressure plate;
conveyor = conveyor belt; well = water pump, hand pump; train = steam engine; orb = crystal ball, snow globe;
gate = iron bars; rune = magic circle, summoning circle, ritual circle; compass = compass rose;
pictureframe = picture frame; radar = satellite dish; drum = drum kit; bucket = watering can; bed = sleeping bag;
bullet = shotgun shell; drumstick = roast chicken, fried chicken, chicken leg; spikes = bed of spikes;
web = spider web, dream catcher; bathtub = bath tub; pan = frying pan; log = battering ram;
sign = bus stop, bulletin board; club = baseball bat; microchip = circuit board; glasses = vr headset, vr goggles;
radio = boom box, boombox, walkie talkie; astronaut = space suit; coffee = hot chocolate; candy = bubble gum;
fence = barbed wire; gift = jack in the box; magnifier = magnifying glass; keycard = credit card, gift card, id card;
medal = royal seal, wax seal; arcade machine = arcade cabinet; swamp = swamp water, marsh water, bog water;
dog = german shepherd; beekeeper = bee keeper
"""
# What a colour may be joined to before a noun: `a green-eyed cat` is a cat with green eyes.
_WITH = {
    "eyed": "eyes", "haired": "hair", "bearded": "beard", "horned": "horns", "winged": "wings", "maned": "mane",
    "tailed": "tail", "bellied": "belly", "handled": "handle", "hilted": "hilt", "rimmed": "rim", "trimmed": "trim",
}  # fmt: skip
PLAIN = """
red crimson scarlet rose pink orange yellow gold golden lime green emerald olive teal cyan turquoise blue purple violet
magenta lavender brown grey gray silver
"""
SHADES = ("dark", "deep", "light", "pale", "bright")  # what may be said of a plain colour: `dark red` is one word here

_FOREIGN: dict[str, str] = {}
_UNSURE: dict[str, str] = {}  # English words as well
for _row in f"{_NOUNS};{_COLOURS};{_JOINTS}".split(";"):
    _to, _, _said = _row.partition(":")
    for _word in _said.split():
        (_UNSURE if _word.endswith("?") else _FOREIGN)[_word.rstrip("?")] = _to.strip()


def _plain(word: str) -> str:
    # Without accents, as many type it.
    return "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))


for _word, _to in list(_FOREIGN.items()):
    if len(_word) > 3 and _word != _plain(_word) not in _UNSURE:
        _FOREIGN.setdefault(_plain(_word), _to)
_SIGNS = {ord(sign): f"\0{to}\0" for sign, to in (pair.split(maxsplit=1) for pair in _EMOJI.strip().split(","))}
_JOINED = {
    one.strip(): to.strip()
    for to, _, more in (row.partition("=") for row in " ".join(_ONE.split()).split(";"))
    for one in more.split(",")
}
_AGAIN = re.compile("\0[\ufe0f\u200d ]*\0")  # one sign after another
_LIST = re.compile(r"\s+[-\u2013\u2014|]+\s+|\n+")  # parts like a comma
_WORD = re.compile(r"[^\W_]+")
_AFTER = re.compile(
    r"\b({}) ({})\b".format(
        *("|".join(row.partition(":")[0].strip() for row in t.split(";")) for t in (_NOUNS, _COLOURS))
    )
)  # `dragon rouge`
_PAIR = re.compile(rf"\b({'|'.join(_JOINED).replace(' ', '[ -]')})(s?)\b")
_HUE = f"(?:(?:{'|'.join(SHADES)})[ -])?(?:{'|'.join(PLAIN.split())}|black|white|amber)"
_BOUND = re.compile(rf"\b({_HUE})[ -]({'|'.join(_WITH)})\b([^,.;:()]*)")
_SHADED = re.compile(rf"\b({'|'.join(SHADES)})[ -]+({'|'.join(PLAIN.split())})\b")


@lru_cache(maxsize=256)
def english(prompt: str) -> str:
    """Return a prompt in lower case and in the words that the painters' tables are written in."""
    said = _LIST.sub(", ", prompt.lower())
    if not said.isascii():
        said = _AGAIN.sub(", ", said.translate(_SIGNS)).replace("\0", " ")
        said = unicodedata.normalize("NFC", said)
    said = _PAIR.sub(lambda one: _JOINED[one[1].replace("-", " ")] + one[2], said)
    if not _FOREIGN.keys().isdisjoint(_WORD.findall(said)):
        said = _WORD.sub(lambda one: _FOREIGN.get(one[0]) or _UNSURE.get(one[0], one[0]), said)
        said = _AFTER.sub(r"\2 \1", said)
    said = _BOUND.sub(lambda one: f"{one[3].strip()} with {one[1]} {_WITH[one[2]]}", said)
    return _SHADED.sub(r"\1\2", said)
