"""Draw the README's picture: what `example_manifests/dungeon.yaml` builds on the embedded API, on one sheet.

`make picture` runs it. A test draws the sheet again and compares it, so the README can't show what isn't made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

EXAMPLES = Path(__file__).parent.parent / "example_manifests"
WIDTH, HEIGHT, GAP = 880, 144, 8  # of the sheet, of a row at most, between pictures
GROUND, PANEL = (24, 26, 34, 255), (37, 40, 52, 255)


def sheet(folder: Path) -> Image.Image:
    """Every PNG under `folder` in rows, each enlarged by a whole factor."""
    pictures = []
    for path in sorted(folder.rglob("*.png")):
        with Image.open(path) as opened:
            picture = opened.convert("RGBA")
        factor = max(1, HEIGHT // picture.height)
        size = (picture.width * factor, picture.height * factor)
        pictures.append(picture.resize(size, Image.Resampling.NEAREST))
    rows: list[list[Image.Image]] = [[]]
    for picture in sorted(pictures, key=lambda one: one.width):  # stable: by path among equals
        if sum(one.width + GAP for one in rows[-1]) + picture.width + GAP > WIDTH:
            rows.append([])
        rows[-1].append(picture)
    made = Image.new("RGBA", (WIDTH, len(rows) * (HEIGHT + GAP) + GAP), GROUND)
    for number, row in enumerate(rows):
        left = (WIDTH - sum(one.width for one in row) - GAP * (len(row) - 1)) // 2
        for picture in row:
            top = GAP + number * (HEIGHT + GAP) + (HEIGHT - picture.height) // 2
            made.paste(PANEL, (left, top, left + picture.width, top + picture.height))
            made.alpha_composite(picture, (left, top))
            left += picture.width + GAP
    return made


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch, "examples")  # a copy, since the lock file lies beside its manifest
        shutil.copytree(EXAMPLES, work, ignore=shutil.ignore_patterns("assets", "*.lock.json"))
        environment = {**os.environ, "RDBUILD_HOME": str(Path(scratch, "home"))}
        command = [sys.executable, "-m", "rdbuild", "build", str(work / "dungeon.yaml"), "--api", "local"]
        subprocess.run(command, env=environment, check=True)
        sheet(work / "assets" / "dungeon").save(EXAMPLES / "dungeon.png", optimize=True)


if __name__ == "__main__":
    main()
