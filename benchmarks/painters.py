"""How fast the embedded API paints: pictures per second of one core, for each painter and look.

    python benchmarks/painters.py [--runs N] [--side PX]

Each style paints every prompt below at 64 x 64, or at the size nearest to it that the style takes, through the whole
way from the request's fields to the bytes of the file. CPU seconds; of the runs the best is taken, of the prompts the
median and the slowest. `ms/cell` is for each 64 x 64 pixels that are painted: a sheet has many cells.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from typing import Any

from PIL import Image

from rdbuild.offline.painters import Order, paint
from rdbuild.offline.rules import Styles

PROMPTS = (
    *("a knight with a red cape", "a corgi wearing a party hat", "a blue potion", "grey stone bricks with moss"),
    *("a forest with a river", "an explosion", "a zorp from far away", "PLAY"),
)
LIMIT_MS = 30  # for 64 x 64


def main() -> None:
    arguments = argparse.ArgumentParser(description="How fast the embedded API paints.")
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--side", type=int, default=64)
    chosen = arguments.parse_args()
    print(f"{'style':36} {'painter':12} {'size':>9} {'median ms':>9} {'slowest':>8} {'ms/cell':>8} {'pictures/s':>10}")
    slowest: tuple[float, str] = (0, "")
    for style, row, times, cells in measured(chosen.side, chosen.runs):
        middle, worst = statistics.median(times), max(times)
        size = "x".join(map(str, fitting(row, chosen.side)))
        print(
            f"{style:36} {row['painter']:12} {size:>9} {middle * 1000:9.1f} {worst * 1000:8.1f} "
            f"{worst * 1000 / cells:8.1f} {1 / middle:10.0f}"
        )
        slowest = max(slowest, (worst * 1000 / cells, style))
    print(f"slowest for 64 x 64: {slowest[0]:.1f} ms, {slowest[1]}; the limit is {LIMIT_MS} ms")


def measured(side: int, runs: int) -> Iterator[tuple[str, Any, list[float], float]]:
    """Yield each style, its row, the seconds that each prompt takes, and how many times 64 x 64 pixels it paints."""
    for style, row in sorted(Styles().all().items(), key=lambda pair: (pair[1]["painter"], pair[0])):
        width, height = fitting(row, side)
        sheet = row.get("sheet") or {}
        cells = sheet.get("columns", 4 if sheet else 1) * sheet.get("rows", 4 if sheet else 1)
        body = {"width": width, "height": height, "num_images": 1, "return_spritesheet": True, "extra_prompt": "grass"}
        if "extra_prompt" not in row["params"]:
            del body["extra_prompt"]
        images = {}
        if row["inputs"].get("input_image") == "required":
            given = Image.new("RGB", (width, height), (90, 140, 90))
            given.paste((200, 80, 60), (width // 4, height // 4, width // 2, height // 2))
            images["input_image"] = [given]
        times = []
        for prompt in PROMPTS:
            order = Order(style, row, {"prompt": prompt, **body}, images, 7)
            times.append(min(seconds(order) for _ in range(runs)))
        yield style, row, times, max(width * height * cells / 4096, 1)


def fitting(row: Any, side: int) -> tuple[int, int]:
    """Return the size nearest to `side` that a style takes."""
    sizes = row.get("sizes")
    if sizes:
        width, height = min(sizes, key=lambda size: abs(size[0] - side))
    else:
        least, most = row["size"]["min"], row["size"]["max"]
        width, height = (min(max(side, low), high) for low, high in zip(least, most, strict=True))
    return width, height


def seconds(order: Order) -> float:
    """Return the CPU seconds that one order takes."""
    began = time.process_time()
    paint(order)
    return time.process_time() - began


if __name__ == "__main__":
    main()
