"""The painters' dice.

Owns: a small generator seeded by text (splitmix64 on a SHA-256).
Must not know: what is painted.
Rule: integers only, so that the same words give the same pixels on every machine and every version of Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")
_MASK = (1 << 64) - 1


class Chance:
    """A stream of numbers that the words it is made from decide alone."""

    def __init__(self, *words: object) -> None:
        text = "\x1f".join(str(word) for word in words)
        self._state = int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")

    def next(self) -> int:
        """Return the next 64 bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + self.next() % (high - low + 1)

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.next() % len(choices)]

    def chance(self, percent: int) -> bool:
        return self.next() % 100 < percent
