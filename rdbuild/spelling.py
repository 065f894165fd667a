"""What somebody may have meant by a name that is not there.

Owns: the nearest name of a pool, and the hint made of it.
Must not know: what the names are names of.
Rule: cheap on pools of 100,000 names, and silent rather than wild.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

_LARGE = 1_000


def nearest(word: str, pool: Collection[str], cutoff: float = 0.6) -> str | None:
    """The name of `pool` most like `word`, or None where nothing is near (`cutoff`: 0 is anything, 1 the same)."""
    from difflib import get_close_matches  # only for an error message: kept out of every good build

    names: Collection[str] = pool
    if len(pool) > _LARGE:  # difflib is quadratic: look only where a slip of the keyboard would lead
        names = [name for name in pool if name[:1] == word[:1] and abs(len(name) - len(word)) <= 2][:_LARGE]
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.lower(), name)
    found = get_close_matches(word.lower(), folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else None


def did_you_mean(word: str, pool: Collection[str], otherwise: str | None = None, cutoff: float = 0.6) -> str | None:
    """A hint that names the nearest of `pool`, else `otherwise`."""
    found = nearest(word, pool, cutoff)
    return f"did you mean `{found}`?" if found else otherwise


def listing(names: Collection[str], most: int = 12) -> str:
    """`a`, `b` and `c`: names in backticks, cut after `most`."""
    shown = [f"`{name}`" for name in list(names)[:most]]
    if len(names) > most:
        return ", ".join(shown) + ", …"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1] if shown else "")))


def few(words: Sequence[str], most: int = 3) -> str:
    """a, b, c, …: the first of many."""
    return ", ".join(words[:most]) + (", …" if len(words) > most else "")
