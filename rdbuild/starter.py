"""What `rdbuild init` writes.

Owns: the texts of a first manifest and of the lines that git needs.
Must not know: where they are written, or what is there already.
Rule: the manifest builds as it is on the embedded API, for cents on the real one, and teaches by its comments.
"""

from __future__ import annotations

import json

SCHEMA = ".rdbuild.schema.json"
"""Where the schema lies beside a manifest, so that editors find it.

A copy in the project, to be committed: a path into an installation is wrong on the next machine, and a file that is not
there is an error in every editor that looks for it.
"""

_MANIFEST = """\
# yaml-language-server: $schema={schema}
# The pixel art of this project. `rdbuild build --api local` makes placeholders for nothing,
# `rdbuild plan` says what the real pictures would cost, `rdbuild build` buys them once.
# (The first line is for editors; after an upgrade: `rdbuild schema > {schema}`.)
version: 1
project: {project}
output: assets                  # where the pictures go, relative to this file
budget: 1.00                    # dollars that one build may spend

defaults:                       # settings of every asset, unless it says otherwise
  prompt_style: rd_fast__game_asset    # `rdbuild styles` lists them all
  width: 64
  height: 64
  remove_bg: true               # a transparent background
  prompt_template: "{{prompt}}, thick dark outline"

presets:                        # settings with a name: an asset takes them with `preset`
  floor:
    prompt_style: rd_fast__texture
    input_palette: cave
    tile_x: true                # seamless
    tile_y: true
    remove_bg: false
    prompt_template: null       # null takes a setting back

palettes:
  cave: ["#1a1423", "#3d314a", "#684756", "#96705b", "#ab8476", "#f2e8cf"]

assets:                         # an id is the path of the picture in the output folder
  hero:
    prompt: a young knight with a round shield

  items/potion_{{color}}:         # a matrix makes one asset for each value
    matrix: {{color: [red, green, blue]}}
    prompt: a {{color}} potion in a round flask

  ground:
    preset: floor
    prompt: cracked cave floor

  # Without their first `#` these are made too:
  #hero_wounded:                 # from the picture of another asset
  #  prompt: a young knight with a round shield, wounded
  #  input_image: {{asset: hero}}
  #  strength: 0.5               # how much of it may be changed, from 0 to 1

  #hero_walk:                    # an animation; without `return_spritesheet` it is a GIF
  #  prompt_style: rd_animation__four_angle_walking
  #  prompt: a young knight with a round shield
  #  return_spritesheet: true
"""

_GITIGNORE = """\
# rdbuild: placeholders of the embedded API are one machine's, and so is what a killed build leaves
*.local.lock.json
.rdbuild-*.tmp
# the pages that `rdbuild gallery` writes anew each time
*.gallery.html
"""

_GITATTRIBUTES = """\
# rdbuild: lock files and index keep their line ends and are merged asset by asset, pictures are no text.
# Once in each clone, and without it git merges them as any text:
# git config merge.rdbuild.driver 'rdbuild lock merge %O %A %B'
*.lock.json text eol=lf merge=rdbuild
assets/assets.json text eol=lf merge=rdbuild
*.png binary
*.gif binary
"""


_LONGEST = 100  # characters of a project, as the schema has it
_SHARED = frozenset({".gitignore", ".gitattributes"})  # files of other people too: they gain lines


def addition(name: str, text: str, there: bytes | None) -> bytes:
    """What is put at the end of a file to have `text` in it, `there` being its bytes so far: nothing is taken away."""
    if there is not None and name not in _SHARED:
        return b""
    lines = (there or b"").decode("utf-8", "replace").splitlines()
    missing = [line for line in text.splitlines() if line not in lines] if there else text.splitlines()
    if not any(line and not line.startswith("#") for line in missing):
        return b""
    gap = "" if not there or there.endswith(b"\n") else "\n"
    return (gap + "\n".join(missing) + "\n").encode()


def files(folder: str, schema: str) -> dict[str, str]:
    """The files of a new project in a folder of that name, by path; the manifest last: then all are there."""
    printable = "".join(sign if sign.isprintable() else " " for sign in folder)
    project = printable.strip()[:_LONGEST] or "game"
    return {
        ".gitignore": _GITIGNORE,
        ".gitattributes": _GITATTRIBUTES,
        SCHEMA: schema,
        "rdbuild.yaml": _MANIFEST.format(project=json.dumps(project, ensure_ascii=False), schema=SCHEMA),
    }
