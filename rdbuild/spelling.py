"""What somebody may have meant by a name that is not there.

Owns: the nearest name of a pool, and the hint made of it.
Must not know: what the names are names of.
Rule: cheap on pools of 100,000 names, and silent rather than wild.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

_LARGE = 1_000


def nearest(word: str, pool: Collection[str], cutoff: float = 0.6) -> str | None:
    """The name of `pool` most like `word`, or None where nothing is near (`cutoff`: 0 is anything, 1 the same).

    Of several that are equally like it, the one that begins as it does the longest, and of those the first.
    """
    from difflib import SequenceMatcher  # only for an error message: kept out of every good build

    wanted = word.lower()
    names: Iterable[str] = pool
    if len(pool) > _LARGE:  # comparing is quadratic: look only where a slip of the keyboard would lead
        names = [name for name in pool if abs(len(name) - len(word)) <= 2 and _is_slip(wanted, name.lower())][:_LARGE]
    best, found = (cutoff, -1), None
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for name in names:
        folded = name.lower()
        matcher.set_seq1(folded)
        if matcher.real_quick_ratio() < best[0] or matcher.quick_ratio() < best[0]:
            continue
        score = (matcher.ratio(), _common(wanted, folded))
        if score > best:
            best, found = score, name
    return found


def _is_slip(word: str, name: str) -> bool:
    """Whether one letter too many, too few, another, or two that changed places make the one of the other."""
    if word[:2] != name[:2] and word[-2:] != name[-2:]:
        return False
    return _common(word, name) + _common(word[::-1], name[::-1]) >= max(len(word), len(name)) - 2


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


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
