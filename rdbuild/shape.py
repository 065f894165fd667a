"""What shaped a picture, as its lock line remembers it, and what of that is another by now.

Owns: the form of `shape` in a lock line, and the words for one difference.
Must not know: files, the lock file, prices; why anybody asks.
Rule: a picture whose shape nobody wrote down is told of as far as its line goes, and never guessed at.

    shape       = {"take", "width", "height", and where it differs from what is so anyway: "num_images", each parameter
                  under its own name, "api.NAME", "input_palette", "flatten", "fit", INPUT or [INPUT] by its name}
                  of an edit: {"takes": [of each step], "edit": INPUT}; of a picture made by hand: {"file": DIGEST}
    INPUT       = DIGEST of a file's pixels as sent, or DIGEST " " image " " asset: of its fingerprint
    DIGEST      = the first 12 hex digits

"take" is there where the manifest stated no seed. Beside it, prompt, style and seed are in the line itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rdbuild.model import Asset, Change, Input, Json, Line, Request
from rdbuild.request import DEFAULTS, canonical, derived_seed

DIGITS = 12
COLOURS = 16  # a palette of more is told by its count
MANY_TAKES = 100  # more than anybody goes through of one asset
SHOWN = 48  # characters of a text that one difference shows
NOT_SET = "not set"
WHITE = "#ffffff"  # what is see-through is laid on it, where nothing else is said
_INPUTS = ("input_image", "extra_input_image", "reference_images", "edit", "file")
_TEXTS = ("extra_prompt",)


class Difference(NamedTuple):
    """One thing that is another now, and a sentence about it that stands in for a reason."""

    change: Change
    sentence: str


# -- as it is written down


def of(parts: Sequence[Asset], requests: Mapping[str, Request]) -> dict[str, Json]:
    """The shape of an asset's picture: `parts` are its purchases, upstream first (see `chain.links`)."""
    last = parts[-1]
    request = requests[last.id]
    if last.file is not None:
        return {"file": request.fingerprint[:DIGITS]}
    if last.edit is not None:
        source = requests[parts[0].id].inputs[0]
        return {"takes": [requests[part.id].take for part in parts], "edit": _input(source)}
    shape: dict[str, Json] = {"take": request.take} if last.seed is None else {}
    shape |= {"width": last.width, "height": last.height}
    if last.num_images != 1:
        shape["num_images"] = last.num_images
    for name in last.params:
        if name in request.fields and request.fields[name] != DEFAULTS.get(name, NOT_SET):
            shape[name] = _plain(request.fields[name])
    shape |= {f"api.{name}": _plain(value) for name, value in last.api.items()}
    if request.palette is not None:
        shape["input_palette"] = _palette(request.palette)
    if last.flatten != WHITE and any(one.mode == "RGB" for one in request.inputs):
        shape["flatten"] = last.flatten
    if last.fit is not None and request.inputs:
        shape["fit"] = last.fit
    for name in _INPUTS:
        sent = [_input(one) for one in request.inputs if one.field == name]
        if sent:
            shape[name] = sent if name == "reference_images" else sent[0]
    return shape


def _input(one: Input) -> str:
    if one.asset is None:
        return (one.pixels or "")[:DIGITS]
    return f"{(one.fingerprint or '')[:DIGITS]} {one.image or 1} {one.asset}"


def _palette(colours: Sequence[str]) -> str:
    if len(colours) <= COLOURS:
        return " ".join(colours)
    from hashlib import sha256

    return f"{len(colours)} colours ({sha256(' '.join(colours).encode()).hexdigest()[:DIGITS]})"


def _plain(value: Json) -> Json:
    """A value that JSON and every reader of it takes as it is."""
    return value if value is None or isinstance(value, (bool, int, str)) else canonical(value)


# -- what is another now


def differences(
    line: Line, parts: Sequence[Asset], requests: Mapping[str, Request], base: str | None
) -> list[Difference]:
    """What the asset is asked for otherwise by now than the picture of its line was, as far as that tells.

    `base` is what the asset is known by now. Changes have texts in full, sentences only where they differ.
    """
    last = parts[-1]
    request = requests[last.id]
    found: list[Difference] = []
    if last.edit is not None:
        found += _of_chain(line, parts, requests)
    else:
        style = request.fields.get("prompt_style")
        if line.style != style:
            found.append(_text("prompt_style", line.style, style))
        if line.prompt != request.fields["prompt"]:
            found.append(_text("prompt", line.prompt or None, str(request.fields["prompt"])))
        if line.shape:
            found += _of_shape(line.shape, of(parts, requests))
        elif not found:
            found += _of_size(line, request)
    return found + _of_takes(line, parts, requests, base, known=bool(found))


def _of_shape(was: Mapping[str, Json], now: Mapping[str, Json]) -> list[Difference]:
    found: list[Difference] = []
    for name in dict.fromkeys((*now, *was)):
        if name in ("take", "takes") or was.get(name, NOT_SET) == now.get(name, NOT_SET):
            continue
        if name in _INPUTS:
            found += _of_inputs(name, _listed(was.get(name)), _listed(now.get(name)))
            continue
        if name in _TEXTS:
            found.append(_text(name, was.get(name), now.get(name)))
        else:
            found.append(_value(name, _said(name, was), _said(name, now)))
    return found


def _of_inputs(name: str, was: Sequence[str], now: Sequence[str]) -> list[Difference]:
    """Inputs are what they show: a new name for the asset that one comes from is no difference."""
    found: list[Difference] = []
    for number, (old, new) in enumerate(zip_longest(was, now), 1):
        if old is not None and new is not None and old.split(" ")[:2] == new.split(" ")[:2]:
            continue
        field = name if max(len(was), len(now)) == 1 else f"{name}[{number}]"
        shown_before, shown = _pictured(old), _pictured(new)
        if old is None or new is None or old.split(" ")[1:] != new.split(" ")[1:]:
            found.append(_value(field, shown_before, shown))
        elif " " in new:
            other = f"{shown}, which is another picture now"
            found.append(Difference(Change(field, shown_before, other), f"made from {other}"))
        else:
            other = f"another picture, {shown}"
            found.append(Difference(Change(field, shown_before, other), f"`{field}` is another picture"))
    return found


def _of_chain(line: Line, parts: Sequence[Asset], requests: Mapping[str, Request]) -> list[Difference]:
    """Its source and its prompts, step by step."""
    found: list[Difference] = []
    if line.shape:
        now = of(parts, requests)
        found += _of_inputs("edit", _listed(line.shape.get("edit")), _listed(now["edit"]))
    was = [link.prompt for link in line.steps] or [line.prompt]
    texts = [str(requests[part.id].fields["prompt"]) for part in parts]
    if not line.steps:  # only the last one's is known
        texts = texts[-1:]
    for number, (old, new) in enumerate(zip_longest(was, texts), 1):
        if old != new:
            name = "prompt" if max(len(was), len(texts)) == 1 else f"prompt[{number}]"
            found.append(_text(name, old, new))
    return found


def _of_size(line: Line, request: Request) -> list[Difference]:
    """Of a line of before there were shapes: its pictures have a size all the same."""
    was = {(output.width, output.height) for output in line.outputs}
    if not request.sizes or not was.isdisjoint(request.sizes):
        return []
    old, new = (f"{width}x{height}" for width, height in (min(was, default=(0, 0)), request.sizes[0]))
    return [Difference(Change("size", old, new), f"the size was {old}, is {new}")]


def _of_takes(
    line: Line, parts: Sequence[Asset], requests: Mapping[str, Request], base: str | None, *, known: bool
) -> list[Difference]:
    """The seed that is stated, or the take that one is derived from."""
    last = parts[-1]
    request = requests[last.id]
    if last.edit is not None:
        was = line.shape.get("takes") or []
        now = [requests[part.id].take for part in parts]
        names = ["take"] if len(now) == 1 else [f"take[{number}]" for number in range(1, len(now) + 1)]
        return [_take(name, old, new) for name, old, new in zip(names, was, now, strict=False) if old != new]
    if line.seed == request.seed:
        return []
    if line.shape:
        old = line.shape.get("take")
        if last.seed is None and old is not None:
            return [_take("take", old, request.take)] if old != request.take else []
        before = NOT_SET if old is not None or line.seed is None else str(line.seed)
        stated = str(last.seed) if last.seed is not None else NOT_SET
        return [_value("seed", before, stated)] if before != stated else []
    if known or line.base != base or any(one.asset is not None for one in request.inputs):
        return []  # a seed that is derived from something else is another by itself
    takes = (take for take in range(1, MANY_TAKES) if derived_seed(request.base, take) == line.seed)
    take = next(takes, None)
    if take is not None and last.seed is None:
        return [_take("take", take, request.take)]
    return [_value("seed", str(line.seed), str(request.seed))]


# -- words


def _take(name: str, was: Json, now: int) -> Difference:
    _, _, step = name.rstrip("]").partition("[")
    return Difference(Change(name, str(was), str(now)), f"take {was} -> {now}" + (f" of step {step}" if step else ""))


def _value(name: str, was: str, now: str) -> Difference:
    return Difference(Change(name, was, now), f"`{name}` was {was}, is {now}")


def _text(name: str, was: str | None, now: str | None) -> Difference:
    """Two texts; the sentence has of long ones the part where they differ."""
    change = Change(name, NOT_SET if was is None else was, NOT_SET if now is None else now)
    if was is not None and now is not None:
        was, now = apart(was, now)
    return Difference(change, f"`{name}` was {_quoted(was)}, is {_quoted(now)}")


def _quoted(text: str | None) -> str:
    return f"`{text}`" if text is not None else NOT_SET


def _said(name: str, shape: Mapping[str, Json]) -> str:
    """A value as the manifest writes it; of a parameter that is not there, its documented default."""
    if name not in shape and name == "num_images":
        return "1"
    if name not in shape and name == "flatten":
        return WHITE
    value = shape.get(name, DEFAULTS.get(name, NOT_SET))
    return value if isinstance(value, str) else canonical(value)


def _pictured(one: str | None) -> str:
    """An input as people know it: by the asset that it comes from, else by its pixels."""
    if one is None:
        return NOT_SET
    digest, _, source = one.partition(" ")
    image, _, asset = source.partition(" ")
    if not source:
        return digest
    return f"`{asset}`" if image == "1" else f"picture {image} of `{asset}`"


def _listed(value: Json) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]


def apart(old: str, new: str) -> tuple[str, str]:
    """Where two texts differ, with a word of context on either side; the rest of each is `…`."""
    one, other = old.split(), new.split()
    shortest = min(len(one), len(other))
    start = next((n for n in range(shortest) if one[n] != other[n]), shortest)
    end = next((n for n in range(shortest - start) if one[-1 - n] != other[-1 - n]), shortest - start)
    return _part(one, start, end), _part(other, start, end)


def _part(words: Sequence[str], start: int, end: int) -> str:
    first, last = max(0, start - 1), min(len(words), len(words) - end + 1)
    text = " ".join(words[first:last])
    cut = len(text) > SHOWN
    return (
        ("… " if first else "") + (text[:SHOWN].rstrip() if cut else text) + (" …" if cut or last < len(words) else "")
    )
