"""What `rdbuild init` writes.

Owns: the texts of a first manifest and of the lines that git needs.
Must not know: where they are written, or what is there already.
Rule: the manifest builds as it is on the embedded API, for cents on the real one, and teaches by its comments.
"""

from __future__ import annotations

import json

_MANIFEST = """\
# The pixel art of this project. `rdbuild build --api local` makes placeholders for nothing,
# `rdbuild plan` says what the real pictures would cost, `rdbuild build` buys them once.
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

palettes:
  cave: ["#1a1423", "#3d314a", "#684756", "#96705b", "#ab8476", "#f2e8cf"]

assets:                         # an id is the path of the picture in the output folder
  hero:
    prompt: a young knight with a round shield

  items/potion_{{color}}:         # a matrix makes one asset for each value
    matrix: {{color: [red, green, blue]}}
    prompt: a {{color}} potion in a round flask

  ground:
    prompt_style: rd_fast__texture
    prompt: cracked cave floor
    input_palette: cave
    tile_x: true                # seamless
    tile_y: true
    remove_bg: false
    prompt_template: null       # null takes a setting back
"""

_GITIGNORE = """\
# rdbuild: placeholders of the embedded API are one machine's
*.local.lock.json
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


def addition(text: str, there: bytes) -> bytes:
    """What a file that is there lacks of `text`, to be put at its end: it gains lines and loses none."""
    lines = there.decode("utf-8", "replace").splitlines()
    missing = [line for line in text.splitlines() if line not in lines] if there else text.splitlines()
    if not any(line and not line.startswith("#") for line in missing):
        return b""
    gap = "" if not there or there.endswith(b"\n") else "\n"
    return (gap + "\n".join(missing) + "\n").encode()


def files(project: str) -> dict[str, str]:
    """The files of a new project, by path relative to its folder."""
    return {
        "rdbuild.yaml": _MANIFEST.format(project=json.dumps(project, ensure_ascii=False)),
        ".gitignore": _GITIGNORE,
        ".gitattributes": _GITATTRIBUTES,
    }
