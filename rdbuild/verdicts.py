"""What a failure means: of each kind, in each exchange with the API, what follows for money and for the user.

Owns: the one table of whether it is tried again, how it is booked, and what the user reads.
Must not know: HTTP, how a failure was recognised, who acts on a verdict.
Rule: a paid request is tried again only where the kind proves that it was not charged; what costs nothing may be.

A table, so that nobody has to read code to know what a 502 costs. `{error}` in the words is what the API or the
connection said. A pair that is not in it can't happen: the client never reports such a kind for such an exchange.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from rdbuild.errors import FailureKind

Exchange = Literal["quote", "submit", "edit", "poll", "fetch"]
EXCHANGES: tuple[Exchange, ...] = get_args(Exchange)
Booked = Literal[
    "nothing",  # it costs nothing
    "not-charged",  # proven: the claim goes on, or is given back
    "refunded",  # charged, and given back
    "pending",  # paid for, and left to the next build, which collects it
    "unknown",  # exposed until there is evidence, or a person says what became of it
    "unusable",  # paid for, on disk, and not to be published
    "settled",  # paid for and delivered
]


class Verdict(NamedTuple):
    """What follows from a failure.

    `retry`: it is tried again by itself, and what is said and booked holds once that was to no avail. `stops`: the exit
    code of a build that starts nothing new because of it, 0 where the others go on.
    """

    retry: bool
    booked: Booked
    says: str = "{error}"
    stops: int = 0


_ASK = "paid for, but its task can't be asked for: {error}"
_GET = "paid for, but a picture can't be fetched yet: {error}"
_REFUSED = "the API refused the request: {error}"
_NOBODY = "{error}; nobody knows whether it was charged"
_NO_PICTURE = "what was delivered can't be published: {error}"
_NO_QUOTE = "no quote: {error}"

_FREE = Verdict(True, "nothing", _NO_QUOTE)
_AGAIN = Verdict(True, "not-charged")
_LOST = Verdict(False, "unknown", _NOBODY)
_LATER = Verdict(True, "pending", _ASK)
_FETCH_LATER = Verdict(True, "pending", _GET)
_UNUSABLE = Verdict(False, "unusable", _NO_PICTURE)
_DEAR = Verdict(False, "settled", "the API charged {error}", 3)

_Row = Mapping[Exchange, Verdict]


def _row(quote: Verdict, paid: Verdict, poll: Verdict, fetch: Verdict) -> _Row:
    return {"quote": quote, "submit": paid, "edit": paid, "poll": poll, "fetch": fetch}


VERDICTS: Mapping[FailureKind, _Row] = {
    # The connection was never made.
    FailureKind.NOT_SENT: _row(Verdict(True, "nothing", stops=1), _AGAIN, _LATER, _FETCH_LATER),
    # Refused before it cost anything: 429, or 500 and 503 with JSON.
    FailureKind.BUSY: _row(_FREE, _AGAIN, _LATER, _FETCH_LATER),
    # Generation failed and was refunded; from anything but a paid POST it is a hiccup.
    FailureKind.TRANSIENT: _row(_FREE, _AGAIN, _LATER, _FETCH_LATER),
    FailureKind.NO_FUNDS: _row(
        Verdict(False, "nothing", _NO_QUOTE),
        Verdict(False, "not-charged", _REFUSED, 3),
        Verdict(False, "pending", _ASK),
        Verdict(False, "pending", _GET),
    ),
    FailureKind.NO_KEY: _row(
        Verdict(False, "nothing", "the API refused the key: {error}", 5),
        Verdict(False, "not-charged", _REFUSED, 5),
        Verdict(False, "pending", _ASK),
        Verdict(False, "pending", _GET),
    ),
    # Whoever asks later may have more luck with a task or a picture; a request as it is never will.
    FailureKind.REFUSED: _row(
        Verdict(False, "nothing", _NO_QUOTE),
        Verdict(False, "not-charged"),
        Verdict(False, "pending", _ASK),
        Verdict(False, "pending", _GET),
    ),
    # Sent, and nobody can say what became of it.
    FailureKind.UNKNOWN: _row(_FREE, _LOST, _LATER, _FETCH_LATER),
    # Of tasks alone.
    FailureKind.TASK_FAILED: {"poll": Verdict(True, "refunded")},
    FailureKind.TASK_REFUSED: {"poll": Verdict(False, "refunded")},
    FailureKind.LOST_TASK: {"poll": Verdict(False, "unknown", "paid for as a task, and {error}")},
    FailureKind.TASK_RUNNING: {"poll": Verdict(False, "pending", "still running; the next build collects it")},
    # Of what was delivered.
    FailureKind.GONE: {
        "fetch": Verdict(
            False, "unusable", "what was delivered can't be published: it can't be fetched any more: {error}"
        )
    },
    FailureKind.UNUSABLE: {"submit": _UNUSABLE, "edit": _UNUSABLE, "poll": _UNUSABLE, "fetch": _UNUSABLE},
    FailureKind.OVERCHARGED: {"submit": _DEAR, "edit": _DEAR, "poll": _DEAR, "fetch": _DEAR},
}


def verdict(exchange: Exchange, kind: FailureKind) -> Verdict:
    """Look up what a failure of that kind means in that exchange."""
    return VERDICTS[kind][exchange]
