"""A paid embedded server in a thread and builds against it, by the same call that the command line makes."""

import asyncio
import contextlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from rdbuild.build import Options, Outside, make_build
from rdbuild.errors import RdbuildError
from rdbuild.ledger import Ledger
from rdbuild.offline import Server, Settings, painters  # noqa: F401 - before any answer is waited for
from rdbuild.project import Place

PRICE = Decimal("0.017")  # of one rd_fast 64x64, and of everything here
KEY = "rdpk-fault-key"


class Served:
    """An embedded API in a thread, so that builds can run their own event loops beside it."""

    def __init__(self, **settings):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.server, self.url = self._run(self._start(Settings(**settings)))

    async def _start(self, settings):
        server = Server(settings)
        return server, await server.start()

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def stop(self):
        self._run(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def faults(self, *rows):
        """These faults from now on, and no others."""

        async def change():
            self.server._desk._rows.clear()
            self.server._desk.add(rows)

        self._run(change())

    def log(self):
        async def look():
            return self.server.log()

        return self._run(look())

    def charges(self):
        return self.log()["charges"]

    def prompts(self):
        """How often each prompt was charged, refunded ones left out."""
        return Counter(one["prompt"] for one in self.charges() if not one["refunded"])

    def net(self, unit="balance"):
        taken = (one for one in self.charges() if not one["refunded"] and one["unit"] == unit)
        return sum((one["amount"] for one in taken), Decimal(0))

    def polls(self):
        return sum("/tasks/" in one["path"] for one in self.log()["requests"])

    def paid_posts(self):
        return [one["summary"] for one in self.log()["requests"] if one["paid"]]


@dataclass
class Bench:
    """A manifest in a folder, a home, and builds of it."""

    folder: Path
    api: str = ""
    events: list = field(default_factory=list)
    on_start: object = lambda: None
    on_event: object = lambda event: None

    def write(self, names=("potion", "sword", "shield"), *, budget="budget: 5", project="test", more=""):
        self.folder.mkdir(exist_ok=True, parents=True)
        lines = ["version: 1", f"project: {project}", budget, "defaults: {prompt_style: rd_fast__simple, width: 64,"]
        lines += ["  height: 64}", "assets:"]
        lines += [f"  {name}: {{prompt: a {name}}}" for name in names]
        (self.folder / "rdbuild.yaml").write_text("\n".join(lines) + "\n" + more, encoding="utf-8")
        return self

    @property
    def home(self):
        return self.folder.parent / "home"

    def options(self, **more):
        place = Place(self.folder / "rdbuild.yaml", self.api, self.home)
        return Options(place, **{"key": KEY, "answer_timeout_s": 0.3, **more})

    def build(self, **more):
        """The report, or the error that refused to begin."""
        self.events.clear()

        def emit(event):
            self.events.append(event)
            self.on_event(event)

        outside = Outside(
            now=lambda: datetime.now(UTC),
            jitter=lambda: 0.0,
            emit=emit,
            started=lambda *_: self.on_start(),
            leave=lambda unanswered: None,
        )
        try:
            return make_build(self.options(**more), outside)
        except RdbuildError as error:
            return error

    def totals(self, unit="balance"):
        with contextlib.closing(Ledger(self.home)) as ledger:
            assert ledger.verify() == []
            return ledger.totals(unit)


def money(micro):
    return Decimal(micro) / 1_000_000


def assert_books_agree(bench, served):
    """In each unit: spent <= taken less refunds <= spent + held + unknown; equal when nothing is open."""
    for unit in ("balance", "credits"):
        totals, net = bench.totals(unit), served.net(unit)
        spent, open_ = money(totals.spent), money(totals.held + totals.unknown)
        assert spent <= net <= spent + open_, (unit, totals, net)
        assert totals.claimed == 0
        if not open_:
            assert spent == net


class Door:
    """A relay in front of a server whose door can be shut: what is connected stays, nobody new gets in."""

    def __init__(self, served):
        self._served = served
        self._port = int(served.url.rpartition(":")[2].partition("/")[0])
        self._pipes = set()
        self._writers = set()
        self.port = 0
        served._run(self._listen())

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/v1"

    async def _listen(self):
        self._door = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._door.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer):
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers |= {writer, back}
        for source, target in ((reader, back), (there, writer)):
            pipe = asyncio.ensure_future(self._pipe(source, target))
            self._pipes.add(pipe)
            pipe.add_done_callback(self._pipes.discard)

    async def _pipe(self, source, target):
        with contextlib.suppress(ConnectionError):
            while data := await source.read(1 << 16):
                target.write(data)
                await target.drain()
        target.close()

    def shut(self, *, cut=False):
        """Nobody new gets in; with `cut` who is in is thrown out too."""

        async def close():
            self._door.close()
            for writer in list(self._writers) if cut else ():
                writer.transport.abort()

        self._served._run(close())

    def open(self):
        self._served._run(self._listen())
