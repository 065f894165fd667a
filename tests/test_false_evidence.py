"""What looks like news of an unknown purchase and is none: the news of others, of other times, and of other keys.

Each of these once had a purchase bought twice, or another one's picture taken for it. The API is the embedded one,
whose request list is changed where an account of many people would show something else.
"""

import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from bench import Bench
from game import PRICE, Game, picture

from rdbuild.build import Outside, make_build
from rdbuild.evidence import Listed, Listing, search
from rdbuild.ledger import Ledger
from rdbuild.offline import Fault
from rdbuild.purchase import Entry
from rdbuild.request import canonical

HERO = {"hero": "prompt: a knight"}
NO_LIST = Fault("requests", "404", times=-1)  # an API that has none


@pytest.fixture
def soon(monkeypatch):
    """A task that was not known is asked for once more without a wait."""
    monkeypatch.setattr("rdbuild.collector.CERTAIN_S", 0.01)


def machine(tmp_path, api, name, assets=HERO, key="key"):
    """A game on a machine of its own."""
    return Game(tmp_path / name, tmp_path / f"home of {name}", api, key=key).write(assets)


def ids(found):
    return [one["id"] for one in found]


def lists(api, change):
    """From now on the API's request list has what `change(items, key)` leaves of it or makes of it."""
    real = api.server._list

    def changed(request, what):
        reply = real(request, what)
        if what == "requests":
            reply.body[what] = change(reply.body[what], request.headers["X-RD-Token"])
        return reply

    api.server._list = changed


def still_unknown(game, api, asset="hero"):
    """Nothing is known after two more builds, which send nothing and publish nothing."""
    sent = len(api.paid())
    for _ in range(2):
        report = game.build(code=6)
        assert (ids(report["unknown"]), report["recovered"], report["requests"]) == ([asset], "0", 0)
    assert len(api.paid()) == sent
    assert not (game.tree / f"{asset}.png").exists()


# -- somebody else's


@pytest.mark.parametrize(
    ("stated", "mine", "theirs"),
    [
        ("input_image: in.png, strength: 0.5", "red", "blue"),
        ('input_palette: ["{}"]', "#ff0000", "#0000ff"),
        ("prompt_style: rd_pro__default, reference_images: [in.png]", "red", "blue"),
    ],
    ids=["input image", "palette", "reference"],
)
def test_an_explicit_seed_says_nothing_of_pictures_that_the_list_leaves_out(tmp_path, serve, stated, mine, theirs):
    """On another machine the same words and seed went out with another picture. A seed of ours tells pictures apart."""
    api = serve(faults=(Fault("submit", "reset-before", match="flag"), Fault("submit", "reset-after", match="banner")))

    def with_picture(name, colour):
        game = machine(tmp_path, api, name)
        picture(game.folder / "in.png", colour if colour in ("red", "blue") else "red")
        flag = f"prompt: a flag, seed: 7, {stated.format(colour)}"
        return game.write({"flag": flag, "banner": flag.replace("flag, seed: 7", "banner")})

    game = with_picture("mine", mine)
    assert sorted(ids(game.build(code=6)["unknown"])) == ["banner", "flag"]
    with_picture("theirs", theirs).build()
    report = game.build(code=6)
    assert (ids(report["unknown"]), report["recovered_assets"], report["requests"]) == (["flag"], ["banner"], 0)
    still_unknown(game, api, "flag")


def test_another_keys_list_says_nothing_of_what_was_paid_with_this_one(tmp_path, serve):
    """Another account lists a colleague's failed request of the same asset, and not what was charged to this one."""
    api = serve(faults=(Fault("submit", "reset-after"), Fault("submit", "refused-task")))
    game = machine(tmp_path, api, "mine", key="of account one")
    assert ids(game.build(code=6)["unknown"]) == ["hero"]
    assert machine(tmp_path, api, "theirs", key="of account two").build(code=1)["failed"]
    lists(api, lambda items, key: [one for one in items if (one["status"] == "failed") == (key == "of account two")])
    sent = len(api.paid())
    ran = game.run("build", "--json", key="of account two")
    assert (ran.code, ids(ran.json["unknown"]), len(api.paid())) == (6, ["hero"], sent), ran
    assert "warning: what became of `hero` is unknown, and only the key that paid for it can be told" in ran.err
    assert "hint: build with that key, or settle it" in ran.err
    assert game.build()["recovered"] == str(PRICE)
    assert (len(api.paid()), api.spent()) == (sent, PRICE)


@pytest.mark.usefixtures("soon")
def test_another_task_than_the_one_that_the_api_named_is_somebody_elses(tmp_path, serve):
    """The API forgot ours, which has gone off the end of its list; the same request of a colleague was refunded."""
    api = serve(faults=(Fault("submit", "lost-task"), Fault("submit", "refused-task")))
    game = machine(tmp_path, api, "mine")
    assert ids(game.build(code=6)["unknown"]) == ["hero"]
    assert machine(tmp_path, api, "theirs").build(code=1)["failed"]
    lists(api, lambda items, key: items[:1])
    still_unknown(game, api)
    assert api.spent() == PRICE


def test_what_a_full_list_lacks_may_have_gone_off_its_end(tmp_path, serve):
    """The failed request is a colleague's: ours was charged, and is the 21st of a list that shows 20."""
    api = serve(
        faults=(Fault("submit", "reset-after", match="knight"), Fault("submit", "refused-task", match="knight"))
    )
    game = machine(tmp_path, api, "mine")
    assert ids(game.build(code=6)["unknown"]) == ["hero"]
    crowd = {f"extra_{n}": f"prompt: extra {n}" for n in range(19)}
    machine(tmp_path, api, "theirs").build(code=1)
    machine(tmp_path, api, "crowd", crowd).build()
    shown = [20]
    lists(api, lambda items, key: items[: shown[0]])
    still_unknown(game, api)
    shown[0] = 100
    assert game.build()["recovered"] == str(PRICE)
    assert api.spent() == 20 * PRICE


def test_a_price_that_somebody_asked_for_is_no_purchase(tmp_path, serve):
    api = serve(faults=(Fault("submit", "reset-after"),))
    game = machine(tmp_path, api, "mine")
    assert ids(game.build(code=6)["unknown"]) == ["hero"]

    def quoted(items, key):  # what was charged has gone off the list's end
        asked = {**items[-1]["request"], "check_cost": True}
        quote = {"request_id": "req_of_a_quote", "task_id": None, "status": "failed", "charged": False}
        return [{**items[-1], **quote, "base64_images": [], "output_urls": [], "request": asked}]

    lists(api, quoted)
    still_unknown(game, api)
    assert api.spent() == PRICE


# -- other times


def built(bench, now):
    """A build that looks at this clock."""
    silent = Outside(now, lambda: 0.0, lambda event: None, lambda *_: None, lambda unanswered: None)
    return make_build(bench.options(), silent)


def left_unknown(bench):
    with closing(Ledger(bench.home)) as ledger:
        return [one.asset for one in ledger.unknown()]


def test_what_was_requested_a_quarter_of_an_hour_later_was_not_requested_by_us(tmp_path, serve):
    api = serve(faults=(Fault("submit", "reset-before"),))
    mine, theirs = (Bench(tmp_path / name / "project", api.url).write(["hero"]) for name in ("mine", "theirs"))
    before = datetime.now(UTC) - timedelta(minutes=16)
    assert built(mine, lambda: before).exit_code == 6
    assert theirs.build().exit_code == 0
    for _ in range(2):
        assert built(mine, lambda: datetime.now(UTC)).exit_code == 6
        assert left_unknown(mine) == ["hero"]
    assert len(api.paid()) == 2
    assert mine.totals().spent == 0


@pytest.mark.parametrize("failures", [0, 2])
def test_a_list_that_takes_long_to_answer_hides_no_evidence(tmp_path, serve, monkeypatch, failures):
    """Ages are told by the server's clock as it answers. Time passes here on both clocks while it makes up its mind."""
    monkeypatch.setattr("rdbuild.inquiry.BETWEEN_S", 0.01)
    api = serve(faults=(Fault("submit", "reset-after"), Fault("requests", "503", times=failures)))
    bench = Bench(tmp_path / "project", api.url).write(["hero"])
    waited = [0.0]
    real = api.server._faulted

    async def slow(request, point, *more):
        if point == "requests":
            waited[0] += 3
            for job in api.server._studio.jobs.values():
                job.created -= 3
        return await real(request, point, *more)

    api.server._faulted = slow

    def now():
        return datetime.fromtimestamp(time.time() + waited[0], UTC)

    assert built(bench, now).exit_code == 6
    report = built(bench, now)
    assert (report.exit_code, report.recovered["balance"]) == (0, int(PRICE * 1_000_000))
    assert len(api.paid()) == 1


# -- a task that was not known, once


@pytest.mark.usefixtures("soon")
def test_one_404_is_not_the_end_of_a_task(tmp_path, serve):
    api = serve(faults=(Fault("poll", "404"), NO_LIST))
    report = machine(tmp_path, api, "mine").build()
    assert (report["generated"], report["unknown"]) == (["hero"], [])
    assert api.spent() == PRICE


@pytest.mark.usefixtures("soon")
def test_a_task_that_is_known_again_is_collected_by_the_next_build(tmp_path, serve):
    api = serve(faults=(Fault("poll", "404", times=2), NO_LIST))
    game = machine(tmp_path, api, "mine")
    assert ids(game.build(code=6)["unknown"]) == ["hero"]
    report = game.build()
    assert (report["recovered"], report["spent"], report["unknown"]) == (str(PRICE), "0", [])
    assert (game.tree / "hero.png").exists()
    assert (len(api.paid()), api.spent()) == (1, PRICE)


@pytest.mark.usefixtures("soon")
def test_a_task_that_is_known_again_and_failed_is_refunded_and_bought_once_more(tmp_path, serve):
    api = serve(faults=(Fault("poll", "404", times=2), NO_LIST))
    game = machine(tmp_path, api, "mine")
    assert ids(game.build(code=6)["unknown"]) == ["hero"]

    async def fail():
        for job in api.server._studio.jobs.values():
            api.server._studio.fail(job)

    api._do(fail())
    report = game.build()
    assert (report["refunded"], report["spent"], report["generated"]) == (str(PRICE), str(PRICE), ["hero"])
    assert api.spent() == PRICE


# -- the same, item by item

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HELD_S = 60.0
SENT = {"prompt": "a knight", "width": 64, "height": 64, "num_images": 1, "seed": 7, "strength": Decimal("0.80"),
        "prompt_style": "rd_fast__simple"}  # fmt: skip
FAILED = {"status": "failed", "charged": False, "delivered": False}


def entry(held_s=HELD_S, **ticket):
    held_at = (NOW - timedelta(seconds=held_s)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Entry(
        seq=1, at=held_at, engine="api.example", fingerprint="f1", n=3, state="unknown", attempt=1, owner=1, build=1,
        project="p", day="2026-11-22", asset="hero", unit="balance", amount=17_000,
        ticket={"sent": canonical(SENT), **ticket}, detail=None, held_at=held_at,
    )  # fmt: skip


def item(*, age_s=HELD_S - 1, **changes):
    made = {"request": "r1", "task": "t1", "status": "succeeded", "charged": True, "delivered": True, "sent": SENT}
    return Listed(**{**made, "created_s": NOW.timestamp() - age_s, **changes})


def found(items, one):
    return [each.ticket for each in search([one], [], Listing(tuple(items), NOW.timestamp()), NOW)]


@pytest.mark.parametrize(
    "changes", [FAILED, {"status": "running", "delivered": False}, {}], ids=["failed", "running", "succeeded"]
)
@pytest.mark.parametrize("named", [{"task": "ours"}, {"request_id": "ours"}], ids=["task", "request"])
def test_where_the_api_named_ours_an_item_of_another_name_is_no_evidence(changes, named):
    assert found([item(**changes)], entry(**named)) == []


def test_what_is_marked_as_blind_has_no_evidence_in_a_list():
    assert found([item()], entry(blind=True)) == []
    assert found([item(**FAILED)], entry(blind=True)) == []


def test_a_list_proves_that_ours_is_not_in_it_if_it_is_short_or_goes_back_to_before_the_hold():
    others = [item(request=f"r{n}", task=f"t{n}", sent=SENT | {"seed": n + 100}, age_s=2) for n in range(19)]
    failed = item(**FAILED)
    assert found([*others, failed], entry()) == []
    assert found([*others[:18], failed], entry()) == [None]
    assert found([*others, failed, item(request="old", sent=SENT | {"seed": 1}, age_s=HELD_S + 5)], entry()) == [None]
    assert found([*others, item()], entry()) == [{"listed": "r1"}]  # what was charged is there for certain


@pytest.mark.parametrize("changes", [FAILED, {"status": "running", "delivered": False, "charged": None}, {}],
                         ids=["failed", "running", "succeeded"])  # fmt: skip
def test_an_item_that_only_asked_for_a_price_is_no_evidence(changes):
    assert found([item(**changes, sent=SENT | {"check_cost": True})], entry()) == []


@pytest.mark.parametrize("changes", [FAILED, {}], ids=["failed", "succeeded"])
def test_an_item_of_long_after_the_hold_is_no_evidence(changes):
    one = entry(held_s=5 * 86_400)
    assert found([item(**changes, age_s=60)], one) == []
    assert found([item(**changes, age_s=5 * 86_400 - 905)], one) == []
    assert len(found([item(**changes, age_s=5 * 86_400 - 895)], one)) == 1
