"""The input images of a manifest: files on their way into requests.

Owns: what is sent for each file, the digest it goes into a fingerprint with, and what is wrong with a file.
Must not know: assets, requests, where digests are remembered, how problems are shown.
Rule: every broken image is found before anything is bought, and all of them at once, each once; where a digest is
remembered no picture is decoded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from rdbuild.errors import ImageInvalid, InputFileError
from rdbuild.model import FitRule, ImageRef, Mark, Media, Picture, Problem, Severity

Size = tuple[int, int]  # width, height in pixels

LARGE = 2048 * 2048  # pixels; more than the API makes use of, and perhaps more than it takes
BROKEN = ""  # the digest of a file that was complained about
_RESAVE = "open it in a picture editor and save it as a PNG of the size that is needed"
_REMAKE = "open it in a picture editor and save it anew"
_CALLED: Mapping[str, str] = {"png": "a PNG", "gif": "a GIF"}
_UNREADABLE: Mapping[type[OSError], str] = {
    FileNotFoundError: "put the file there, or correct its path in the manifest",
    IsADirectoryError: "name a picture in that folder",
    NotADirectoryError: "put the file there, or correct its path in the manifest",
    PermissionError: "allow yourself to read it, or name another file",
}


class Inputs:
    """The input images of one manifest, as they are on disk while it is open."""

    def __init__(
        self,
        read: Callable[[str], bytes],
        shown: Callable[[str], str],
        remember: Callable[[tuple[str, ...], Callable[[], str]], str] = lambda key, work_out: work_out(),
        limits: Mapping[ImageRef, tuple[Size, Size]] | None = None,
    ) -> None:
        """Start with nothing known.

        `read` gives a file's bytes (OSError where it can't), `shown` a path as people know it, `remember(key, work)`
        what `work` gave for the key before, else what it gives now. `limits` are the least and the largest size of
        images that are sent in their own size: those of the edit endpoint.
        """
        self._read = read
        self._shown = shown
        self._remember = remember
        self._limits = limits or {}
        self._digests: dict[tuple[object, ...], str] = {}
        self._found: dict[tuple[str, Mark, str | None], Problem] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found so far, errors and warnings, in the manifest's order, with the lines it is about."""
        told = with_source(self._found.values(), self._read)
        return tuple(sorted(told, key=lambda one: (one.mark.file, one.mark.line, one.mark.column) if one.mark else ()))

    @property
    def broken(self) -> bool:
        """Whether there is an image that can't be sent."""
        return any(problem.severity == "error" for problem in self._found.values())

    def digest(self, ref: ImageRef, mode: str, flatten: str, size: Size | None, fit: FitRule | None) -> str:
        """The sha256 of the pixels that are sent for a file: see `images.prepare` for what the arguments do.

        Never raises for what the file is: where it can't be sent, that is among `problems`, and BROKEN is given.
        """
        key = (ref, mode, flatten, size, fit)
        if key not in self._digests:
            self._digests[key] = self._digest(ref, mode, flatten, size, fit)
        return self._digests[key]

    def picture(self, ref: ImageRef) -> Picture:
        """The picture that a person made, as it is. Where it can't be published, that is among `problems`."""
        try:
            data = self.data(ref)
            sha256 = hashlib.sha256(data).hexdigest()
            known = self._remember((sha256, "as it is"), lambda: _published(data))
        except InputFileError as error:
            self._note("bad-file", ref, self._said(ref, error, "picture"), error.hint or _REMAKE)
            return Picture(BROKEN, "other", 0, 0)
        media, width, height, *durations = known.split()
        if not str(ref.file).lower().endswith(f".{media}"):
            message = f"the picture `{self._name(ref)}` is {_CALLED.get(media, 'of another format')}"
            self._note("bad-file", ref, message, "save it in the format that its name says")
        kind: Media = "png" if media == "png" else "gif" if media == "gif" else "other"
        return Picture(sha256, kind, int(width), int(height), durations=tuple(map(int, durations)))

    def png(
        self, ref: ImageRef, mode: str, flatten: str, size: Size | None, fit: FitRule | None, pixels: str | None = None
    ) -> bytes:
        """The PNG that is sent for a file, from the file as it is now.

        `pixels` is the digest that it must have. Raises InputFileError: unusable, or another picture by now.
        """
        from rdbuild import images

        where = f"{self._shown(ref.mark.file)}:{ref.mark.line}:{ref.mark.column}: "
        try:
            png = images.prepare(self.data(ref), "RGB" if mode == "RGB" else "RGBA", flatten, size, fit)
        except InputFileError as error:
            raise InputFileError(f"{where}{self._said(ref, error)}", error.hint or _RESAVE) from error
        if pixels is not None and images.pixel_digest(png) != pixels:
            raise InputFileError(f"`{self._name(ref)}` was changed while the build ran", "build again")
        return png

    # -- one file

    def _digest(self, ref: ImageRef, mode: str, flatten: str, size: Size | None, fit: FitRule | None) -> str:
        try:
            data = self.data(ref)
            # What is remembered is the digest and the size of the file's picture, which warnings are made of.
            sent = (mode, flatten if mode == "RGB" else "", str(size), str(fit))
            known = self._remember(
                (hashlib.sha256(data).hexdigest(), *sent), lambda: _looked_at(data, mode, flatten, size, fit)
            )
        except InputFileError as error:
            self._note("bad-input-image", ref, self._said(ref, error), error.hint or _RESAVE)
            return BROKEN
        digest, _, own = known.partition(" ")
        width, _, height = own.partition("x")
        self._look(ref, (int(width), int(height)), size, fit)
        return digest

    def _look(self, ref: ImageRef, own: Size, size: Size | None, fit: FitRule | None) -> None:
        from rdbuild import images

        limits = self._limits.get(ref)
        small = limits is not None and any(side < low for side, low in zip(own, limits[0], strict=True))
        large = limits is not None and any(side > high for side, high in zip(own, limits[1], strict=True))
        if limits is not None and (small or large):
            self._note(
                "bad-input-image",
                ref,
                f"the input image `{self._name(ref)}` is {_by(own)}, and an edit takes {_by(limits[0])} to "
                f"{_by(limits[1])}",
                "scale it down, or cut out the part that is meant" if large else "give it a margin, or scale it up",
            )
        if size is None and limits is None and own[0] * own[1] > LARGE:
            self._note(
                "large-input",
                ref,
                f"the input image `{self._name(ref)}` is {_by(own)}, and all of it is sent",
                "scale it down to about the size of the request",
                "warning",
            )
        if size is not None and own != size and not images.fitted(own, size, fit).exact:
            self._note(
                "uneven-shrink",
                ref,
                f"the input image `{self._name(ref)}` is {_by(own)} and is shrunk to fit {_by(size)}, which is no "
                "whole factor: some rows and columns of its pixels are lost",
                f"give it {_by(size)}, or a whole multiple of that",
                "warning",
            )

    def data(self, ref: ImageRef) -> bytes:
        """The bytes of a file. Raises InputFileError with what to do about it."""
        assert ref.file is not None
        try:
            return self._read(ref.file)
        except OSError as error:
            hint = next((hint for kind, hint in _UNREADABLE.items() if isinstance(error, kind)), None)
            why = (error.strerror or str(error) or type(error).__name__).lower()
            raise InputFileError(why, hint or "look at the disk that it is on") from error

    # -- words

    def _said(self, ref: ImageRef, error: InputFileError, what: str = "input image") -> str:
        name = f"the {what} `{self._name(ref)}`"
        if not isinstance(error, ImageInvalid):
            return f"{name} can't be read: {error.message}"
        says = error.message if error.message.startswith(("is ", "has ")) else f"can't be used: {error.message}"
        return f"{name} {says}"

    def _name(self, ref: ImageRef) -> str:
        return self._shown(str(ref.file))

    def _note(self, code: str, ref: ImageRef, message: str, hint: str, severity: Severity = "error") -> None:
        problem = Problem(code, message, ref.mark, hint, severity=severity)
        self._found.setdefault((code, ref.mark, ref.file), problem)


def with_source(problems: Iterable[Problem], read: Callable[[str], bytes]) -> list[Problem]:
    """Problems found after the manifest was read, each with the line that it is about."""
    lines: dict[str, list[str]] = {}
    told: list[Problem] = []
    for problem in problems:
        assert problem.mark is not None
        name, line = problem.mark.file, problem.mark.line
        if name not in lines:
            try:
                lines[name] = read(name).decode("utf-8-sig", "replace").splitlines()
            except OSError:
                lines[name] = []
        told.append(replace(problem, source=lines[name][line - 1] if 0 < line <= len(lines[name]) else None))
    return told


def _looked_at(data: bytes, mode: str, flatten: str, size: Size | None, fit: FitRule | None) -> str:
    """The digest of the pixels that are sent, and the size of the picture as it is shown. Raises ImageInvalid."""
    from rdbuild import images

    png = images.prepare(data, "RGB" if mode == "RGB" else "RGBA", flatten, size, fit)
    own = images.measure(data)
    return f"{images.pixel_digest(png)} {own.width}x{own.height}"


def _published(data: bytes) -> str:
    """What a picture is that is published as it is: format, width, height, and how long its frames show."""
    from rdbuild import images

    seen = images.measure(data)
    return " ".join(map(str, (seen.media, seen.width, seen.height, *seen.durations)))


def _by(size: Size) -> str:
    return f"{size[0]}x{size[1]}"
