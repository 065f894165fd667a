"""The tree of exceptions, drawn by what the caller must do about each.

Owns: every exception that rdbuild raises on purpose, its exit code and its hint.
Must not know: who raises it, or how it is shown.
Rule: expected outcomes are values; an exception here ends the command with its exit code.

    RdbuildError
    +-- UsageError          2  the command line is wrong
    +-- ManifestError       2  the manifest is wrong; carries every Problem
    +-- InputFileError      2  a file that the manifest names is wrong
    |   +-- ImageInvalid    2  these bytes are not a picture that can be used; of a delivery: caught, never shown
    +-- LockFileError       2  the lock file can't be read as ours
    +-- MoneyRefused        3  a cap or the balance does not cover the plan
    +-- OutOfDate           4  --locked or --check, and there is something to do
    |   +-- Moved           4  the world is not any more as a saved plan says
    +-- CredentialError     5  no key, or the key was refused
    +-- ApiUnreachable      1  nobody answers there
    +-- FileInTheWay        1  an edited or foreign file stands where a picture should go; blocks its asset
    +-- StorageError        1  the disk would not take or give what it should
    +-- ApiError            -  one failed exchange; `kind` says what it means for money
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdbuild.model import ImageRef, Input, Problem


class RdbuildError(Exception):
    """Base of all errors that a user can mend; `hint` says how, `problem` where, if that is a place in a file."""

    exit_code = 1
    problem: Problem | None = None

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def kind_name(self) -> str:
        """What it is in one word: `money-refused`, `usage`."""
        words = re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()
        return words.removesuffix("-error")


class UsageError(RdbuildError):
    exit_code = 2


class ManifestError(RdbuildError):
    """The manifest can't be used; `problems` lists everything that is wrong with it."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem], refs: Sequence[tuple[ImageRef, Input]] = ()) -> None:
        """`refs` are the image files that the manifest names, which may have faults of their own, and how each is sent
        as far as that is known."""
        super().__init__(f"{len(problems)} problem(s) in the manifest")
        self.problems = tuple(problems)
        self.refs = tuple(refs)


class InputFileError(RdbuildError):
    exit_code = 2


class ImageInvalid(InputFileError):
    """Bytes that are no usable picture. The message is the reason; the caller knows whose they are."""


class LockFileError(RdbuildError):
    exit_code = 2

    def __init__(self, message: str, hint: str | None = None, problem: Problem | None = None) -> None:
        super().__init__(message, hint)
        self.problem = problem


class MoneyRefused(RdbuildError):
    exit_code = 3


class OutOfDate(RdbuildError):
    exit_code = 4


class Moved(OutOfDate):
    """The world is not as a saved plan says; `found` has each asset and what is another."""

    def __init__(self, message: str, hint: str | None, found: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message, hint)
        self.found = tuple(found)


class CredentialError(RdbuildError):
    exit_code = 5


class FileInTheWay(RdbuildError):
    """Somebody else's file stands where a picture should go; `code` is `edited` or `foreign`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ApiUnreachable(RdbuildError):
    exit_code = 1


class StorageError(RdbuildError):
    exit_code = 1


class FailureKind(Enum):
    """What a failed exchange proves. The table in `verdicts` says what follows from each."""

    NOT_SENT = "not-sent"  # the connection was never made
    BUSY = "busy"  # 429, or 500/503 with JSON: refused before it cost anything
    TRANSIENT = "inference-failed"  # generation failed and was refunded
    NO_FUNDS = "no-funds"  # the account can't pay
    NO_KEY = "no-key"  # the key is missing or refused
    REFUSED = "refused"  # the request itself is refused, for good
    UNKNOWN = "unknown"  # sent, and nobody can say what became of it
    TASK_FAILED = "task-failed"  # the task failed, was refunded, and is worth another try
    TASK_REFUSED = "task-refused"  # the task failed, was refunded, and always will
    TASK_RUNNING = "task-running"  # the task did not end for as long as we waited
    LOST_TASK = "lost-task"  # the server does not know the task
    GONE = "gone"  # a picture that was paid for can't be fetched, then and now
    UNUSABLE = "unusable"  # what came is no picture that can be published
    OVERCHARGED = "overcharged"  # more was taken than was quoted


class ApiError(RdbuildError):
    """One exchange failed. `status` is the HTTP status (0: none), `retry_after_s` the server's wish."""

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        *,
        status: int = 0,
        retry_after_s: float | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.kind = kind
        self.status = status
        self.retry_after_s = retry_after_s
