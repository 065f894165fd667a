"""What pictures looked like when somebody last looked at them: digests of their pixels, in pictures.json.

`PICTURES=write pytest -n 0 tests/test_offline_pictures.py tests/test_offline_imagework.py` notes them anew, for whoever
has changed what is painted.
"""

import hashlib
import json
import os
from pathlib import Path

NOTED = Path(__file__).with_name("pictures.json")


def picture_digest(image):
    """Of an image's size and RGBA pixels: files differ between builds of Pillow."""
    return hashlib.sha256(repr(image.size).encode() + image.convert("RGBA").tobytes()).hexdigest()[:16]


def noted(group, found):
    """Compare digests by name with those that are noted under `group`."""
    known = json.loads(NOTED.read_text("utf-8")) if NOTED.exists() else {}
    if os.environ.get("PICTURES") == "write":
        known[group] = found
        NOTED.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    assert found == known[group]
