"""What signals mean to a running build.

Owns: which are taken, and the difference between the first and the second.
Must not know: how an execution stops, or what is told.
Rule: the first stops in order, the second leaves at once, and books and lock are written before any is heard again.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdbuild.execute import Executor
    from rdbuild.report import Report

TAKEN = (signal.SIGINT, signal.SIGTERM)
ONE_WISH_S = 0.05  # `timeout` signals the child and then its group: two signals at once are one wish


@contextmanager
def restored() -> Iterator[None]:
    """Have the signals mean afterwards what they meant before, once an execution has left them ignored."""
    usual = {name: signal.getsignal(name) for name in TAKEN}
    try:
        yield
    finally:
        for name, handler in usual.items():
            if signal.getsignal(name) is signal.SIG_IGN:  # left so by an execution
                signal.signal(name, handler)


@contextmanager
def taken(executor: Executor, leave: Callable[[int], None], report: Report) -> Iterator[None]:
    """SIGINT and SIGTERM: the first stops in order, the second leaves at once.

    Once all purchases have an end, signals are ignored until the books and the lock are written, which takes moments.
    """
    import asyncio

    loop = asyncio.get_running_loop()
    first_at: float | None = None

    def on_signal() -> None:
        nonlocal first_at
        if first_at is None:
            first_at = loop.time()
            report.interrupted = True
            executor.interrupt()
        elif loop.time() - first_at > ONE_WISH_S:
            leave(executor.unanswered())

    for name in TAKEN:
        with suppress(NotImplementedError):  # Windows: KeyboardInterrupt then ends the loop
            loop.add_signal_handler(name, on_signal)
    try:
        yield
    finally:
        for name in TAKEN:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(name)
                signal.signal(name, signal.SIG_IGN)
