"""What is sent for a purchase: its body, with the pictures that it is made from.

Owns: waiting for the assets that a purchase is made from, and bringing their pictures into the body.
Must not know: the ledger, when anything is sent, HTTP.
Rule: an input is sent as it was fingerprinted, and nothing is sent once nothing new may start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from rdbuild import images
from rdbuild.client import body_of
from rdbuild.model import CURRENT, Json, Made, Outcome, Request, Reused, Skipped, Step
from rdbuild.request import BODY_NAMES

if TYPE_CHECKING:
    from rdbuild.cache import Cache

IS_CURRENT = Skipped(CURRENT)


class Stopped(Exception):
    """Nothing new may start; nothing was sent for this purchase."""


class Pictures(Protocol):
    """How the pictures of a request are had."""

    def input_bytes(self, request: Request, index: int, upstream: bytes | None, /) -> bytes:
        """(request, index of the input, the upstream picture if it is one) -> the PNG to be sent."""

    def picture_bytes(self, step: Step, image: int, /) -> bytes | None:
        """One delivered picture (from 1) of a step that was there already, from cache or tree."""


class Sending:
    """Bodies of one execution's purchases. `done` has the outcome of each asset, once it has one."""

    def __init__(
        self, pictures: Pictures, cache: Cache, steps: Mapping[str, Step], done: Mapping[str, asyncio.Future[Outcome]],
        stopping: asyncio.Event,
    ) -> None:  # fmt: skip
        self._pictures = pictures
        self._cache = cache
        self._steps = steps
        self._done = done
        self._stopping = stopping

    async def body(self, step: Step) -> dict[str, Json]:
        """The JSON body, with input images as they were fingerprinted. Waits for the assets it is made from."""
        upstream: list[bytes | None] = []
        for one in step.request.inputs:
            if one.asset is None:
                upstream.append(None)
                continue
            if one.asset not in self._done:  # nobody thought that this would have to be bought
                raise Stopped(f"made from `{one.asset}`, which is not here")
            outcome = await self._done[one.asset]
            upstream.append(await asyncio.to_thread(self._upstream, one.asset, one.image or 1, outcome))
        if self._stopping.is_set():
            raise Stopped("stopped before it was sent")
        return await asyncio.to_thread(self._encode, step, upstream)

    def _upstream(self, asset: str, image: int, outcome: Outcome) -> bytes:
        data = None
        if isinstance(outcome, (Made, Reused)) and image <= len(outcome.receipt.pictures):
            data = self._cache.read_blob(outcome.receipt.pictures[image - 1].sha256)
        elif has_picture(outcome):
            data = self._pictures.picture_bytes(self._steps[asset], image)
        if data is None:
            raise Stopped(f"made from `{asset}`, whose picture {image} is not here")
        return data

    def _encode(self, step: Step, upstream: Sequence[bytes | None]) -> dict[str, Json]:
        sent: dict[str, bytes | list[bytes]] = {}
        for index, one in enumerate(step.request.inputs):
            data = self._pictures.input_bytes(step.request, index, upstream[index])
            if one.field == "reference_images":
                several = sent.setdefault(one.field, [])
                assert isinstance(several, list)
                several.append(data)
            else:
                sent[BODY_NAMES.get(one.field, one.field)] = data
        if step.request.palette is not None:
            sent["input_palette"] = images.palette_png(step.request.palette)
        return body_of(step.request.fields, sent)


def has_picture(outcome: Outcome) -> bool:
    return isinstance(outcome, (Made, Reused)) or outcome == IS_CURRENT
