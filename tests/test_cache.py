"""What was paid for is kept, whole, by any number of processes; what has gone bad is never served."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild import cache as module
from rdbuild.cache import Cache
from rdbuild.errors import StorageError
from rdbuild.model import Picture, Receipt

FP = "ab" * 32
GONE = sha256(b"never kept").hexdigest()
RECEIPT = Receipt(
    engine="127.0.0.1:8000",
    fingerprint=FP,
    base="cd" * 32,
    pictures=(Picture(sha256(b"picture").hexdigest(), "png", 64, 48),),
    cost_micro=15_000,
    unit="balance",
    asset="items/potion",
    prompt="a potion “of” fire 🔥",
    style=None,
    seed=7,
    model="rd_fast",
    created_at="2026-11-22T10:00:00Z",
)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def files(cache: Cache, folder: str = "") -> list[Path]:
    return sorted(path for path in (cache.root / folder).rglob("*") if path.is_file())


def codes(cache: Cache) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in cache.verify()]


# -- blobs


def test_a_cache_that_nothing_was_put_into_is_empty_and_not_made(cache: Cache) -> None:
    assert cache.receipt("local", FP) is None
    assert cache.read_blob(GONE) is None
    assert not cache.known_hash(GONE)
    assert cache.verify() == []
    assert cache.stats() == {"blobs": 0, "bytes": 0, "receipts": 0, "engines": {}}
    assert not cache.root.exists()


@given(st.binary(max_size=5000))
def test_bytes_come_back_as_they_were_put(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    sha = cache.put_blob(data)
    assert sha == sha256(data).hexdigest()
    assert cache.has_blob(sha)
    assert cache.known_hash(sha)
    assert Cache(cache.root).read_blob(sha) == data


def test_a_blob_that_is_there_is_not_written_again(cache: Cache) -> None:
    cache.put_blob(b"data")
    (path,) = files(cache)
    before = path.stat()
    cache.put_blob(b"data")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("damage", [b"", b"dat", b"dath", b"data" * 1000])
def test_a_damaged_blob_is_moved_aside_and_can_be_put_again(cache: Cache, damage: bytes) -> None:
    sha = cache.put_blob(b"data")
    (path,) = files(cache)
    path.write_bytes(damage)
    assert cache.read_blob(sha) is None
    assert not cache.has_blob(sha)
    assert [one.read_bytes() for one in files(cache, "aside")] == [damage]
    assert cache.put_blob(b"data") == sha
    assert cache.read_blob(sha) == b"data"


def test_putting_over_a_damaged_blob_mends_it(cache: Cache) -> None:
    sha = cache.put_blob(b"data")
    files(cache)[0].write_bytes(b"bad!")
    assert cache.put_blob(b"data") == sha
    assert cache.read_blob(sha) == b"data"


@pytest.mark.parametrize("sha", ["", "..", "../../secret", "AB" * 32, "ab" * 31, "ab" * 33, "ab" * 31 + "a\n"])
def test_what_is_no_hash_names_no_file(cache: Cache, sha: str) -> None:
    cache.put_blob(b"data")
    (cache.root / "secret").write_bytes(b"x")
    assert cache.read_blob(sha) is None
    assert not cache.has_blob(sha)


# -- receipts


def test_a_receipt_comes_back_whole_to_another_process(cache: Cache) -> None:
    cache.put_receipt(RECEIPT)
    code = (
        "import sys; from pathlib import Path; from rdbuild.cache import Cache;"
        "print(ascii(Cache(Path(sys.argv[1])).receipt('127.0.0.1:8000', sys.argv[2])))"
    )
    ran = subprocess.run([sys.executable, "-c", code, cache.root, FP], capture_output=True, text=True)
    assert ran.stdout.strip() == ascii(RECEIPT)
    assert cache.receipt(RECEIPT.engine, FP) == RECEIPT


def test_a_picture_of_one_engine_is_none_of_another(cache: Cache) -> None:
    cache.put_receipt(RECEIPT)
    assert cache.receipt("local", FP) is None
    assert cache.receipt("127.0.0.1:8001", FP) is None
    assert cache.receipt(RECEIPT.engine, FP[:-1]) is None


def test_a_purchase_made_again_wins_and_the_earlier_costs_stay(cache: Cache) -> None:
    bought = [replace(RECEIPT, attempt=n, cost_micro=n, created_at=f"2026-11-2{n}T00:00:00Z") for n in (1, 2, 4)]
    for receipt in bought:
        cache.put_receipt(receipt)
    assert cache.receipt(RECEIPT.engine, FP) == bought[-1]
    assert list(cache.history(RECEIPT.engine, FP)) == bought[::-1]
    assert cache.stats()["engines"] == {RECEIPT.engine: {"receipts": 3, "balance_micro": 7, "credits_micro": 0}}


def test_the_same_purchase_told_again_replaces_its_receipt(cache: Cache) -> None:
    cache.put_receipt(replace(RECEIPT, unusable="wrong size"))
    cache.put_receipt(RECEIPT)
    assert list(cache.receipts()) == [RECEIPT]


def test_after_the_ledger_was_lost_a_new_purchase_still_wins_and_no_cost_is_lost(cache: Cache) -> None:
    """Its attempts count from 1 again, although the cache has later ones."""
    old = replace(RECEIPT, attempt=3, cost_micro=1)
    new = replace(RECEIPT, attempt=1, cost_micro=2, created_at="2027-01-01T00:00:00Z")
    newer = replace(RECEIPT, attempt=2, cost_micro=4, created_at="2027-01-02T00:00:00Z")
    for receipt in (old, new, newer, new):
        cache.put_receipt(receipt)
    assert list(cache.history(RECEIPT.engine, FP)) == [newer, new, old]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda text: text[: len(text) // 2],
    "another cost": lambda text: text.replace(b"15000", b"15001"),
    "another type, well summed": lambda _: resummed(cost_micro="15000"),
    "a float of money, well summed": lambda _: resummed(cost_micro=0.5),
    "no picture list, well summed": lambda _: resummed(pictures=None),
    "no JSON object": lambda _: b"[1]",
    "not text": lambda _: b"\xff\xfe\x00",
    "deep": lambda _: b"[" * 100_000,
}


def resummed(**changed: object) -> bytes:
    from dataclasses import asdict

    record = {**asdict(RECEIPT), **changed}
    return json.dumps({"version": 1, "receipt": record, "sha256": module._checksum(record)}).encode()


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_receipt_counts_as_missing_and_is_never_overwritten(cache: Cache, damage: str) -> None:
    cache.put_receipt(RECEIPT)
    (path,) = files(cache)
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    assert cache.receipt(RECEIPT.engine, FP) is None
    assert list(cache.receipts()) == []
    assert cache.stats()["receipts"] == 0
    assert codes(cache) == [("record-corrupt", "error")]
    cache.put_receipt(RECEIPT)
    assert cache.receipt(RECEIPT.engine, FP) == RECEIPT
    assert len(files(cache)) == 2


def test_of_two_receipts_the_one_that_can_be_read_counts(cache: Cache) -> None:
    cache.put_receipt(RECEIPT)
    cache.put_receipt(replace(RECEIPT, attempt=2, created_at="2027"))
    files(cache)[-1].write_bytes(b"")
    assert cache.receipt(RECEIPT.engine, FP) == RECEIPT


def test_a_receipt_with_more_fields_is_read(cache: Cache) -> None:
    cache.put_receipt(RECEIPT)
    files(cache)[0].write_bytes(resummed(colour="blue"))
    assert cache.receipt(RECEIPT.engine, FP) == RECEIPT


def test_what_a_picture_is_and_how_long_its_frames_show_comes_back(cache: Cache) -> None:
    blob = RECEIPT.pictures[0].sha256
    moving = Picture(blob, "gif", 64, 48, durations=(150, 200))
    receipt = replace(RECEIPT, pictures=(moving, Picture(blob, "png", 64, 48, "with_bg", 1)), expected=1)
    cache.put_receipt(receipt)
    assert cache.receipt(RECEIPT.engine, FP) == receipt


def test_a_receipt_from_before_pictures_had_roles_is_read_and_one_with_more_to_say_too(cache: Cache) -> None:
    cache.put_receipt(RECEIPT)
    (path,) = files(cache, "receipts")
    for change in ("role", "of", "durations", "later"):
        record = json.loads(path.read_text())["receipt"]
        for picture in record["pictures"]:
            picture.pop(change, None)
            if change == "later":
                picture["later"] = 1
        path.write_text(json.dumps({"version": 1, "receipt": record, "sha256": module._checksum(record)}))
        assert cache.receipt(RECEIPT.engine, FP) == RECEIPT


def test_a_receipt_of_a_newer_rdbuild_stops_the_build_instead_of_buying_again(cache: Cache) -> None:
    cache.put_receipt(RECEIPT)
    (path,) = files(cache)
    path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 2'))
    with pytest.raises(StorageError, match="was written by a newer rdbuild"):
        cache.receipt(RECEIPT.engine, FP)
    assert codes(cache) == [("unreadable", "error")]


def test_a_receipt_in_another_ones_place_is_not_believed(cache: Cache) -> None:
    cache.put_receipt(RECEIPT)
    other = "ef" * 31 + "ab"
    path = files(cache)[0]
    path.rename(path.with_name(path.name.replace(FP, other)))
    assert cache.receipt(RECEIPT.engine, other) is None


def test_a_hash_that_a_receipt_names_is_known_though_the_blob_is_gone(cache: Cache) -> None:
    cache.put_receipt(RECEIPT)
    assert cache.known_hash(RECEIPT.pictures[0].sha256)
    late = replace(RECEIPT, fingerprint="11" * 32, pictures=(Picture(GONE, "gif", 1, 1),))
    assert not cache.known_hash(GONE)
    cache.put_receipt(late)
    assert cache.known_hash(GONE)


def test_a_reply_that_nobody_understood_is_kept_as_it_came(cache: Cache) -> None:
    sha = cache.put_reply("127.0.0.1:8000", FP, 2, b"<html>")
    assert cache.reply("127.0.0.1:8000", FP, 2) == cache.read_blob(sha) == b"<html>"
    assert cache.reply("127.0.0.1:8000", FP, 1) is None
    assert cache.receipt("127.0.0.1:8000", FP) is None
    assert codes(cache) == []


# -- names


def test_half_a_surrogate_pair_in_a_name_is_a_name_that_nothing_was_bought_under(tmp_path):
    """A lock file can have one in it, as JSON can."""
    cache = Cache(tmp_path)
    assert cache.receipt("\ud800", "\udfff") is None
    assert list(cache.history("x" * 200 + "\ud800", "f")) == []


NAMES = st.text(max_size=150).filter(lambda name: not re.search("[\ud800-\udfff]", name))


@given(NAMES, NAMES)
def test_every_name_is_a_safe_file_name_and_no_two_are_one(one: str, other: str) -> None:
    safe = module._file_name(one)
    assert re.fullmatch(r"at-[a-z0-9.%-]*(?<!\.)", safe)
    assert len(safe) <= 100
    assert (safe == module._file_name(other)) == (one == other)


@pytest.mark.parametrize("engine", ["con", "..", "a/../../b", "[::1]:80", "API.x", "api.x", "x.", "é" * 200])
def test_engines_of_any_name_keep_their_receipts_apart_and_inside(cache: Cache, engine: str) -> None:
    cache.put_receipt(RECEIPT)
    cache.put_receipt(replace(RECEIPT, engine=engine))
    assert cache.receipt(engine, FP) == replace(RECEIPT, engine=engine)
    assert len(list((cache.root / "receipts").iterdir())) == 2
    assert {path.name for path in cache.root.parent.iterdir()} == {"cache"}


# -- looking after it


def test_stats_count_what_there_is(cache: Cache) -> None:
    cache.put_blob(b"picture")
    cache.put_receipt(RECEIPT)
    cache.put_receipt(replace(RECEIPT, engine="local", cost_micro=0))
    cache.put_receipt(replace(RECEIPT, fingerprint="11" * 32, unit="credits", cost_micro=1_000_000))
    assert cache.stats() == {
        "blobs": 1,
        "bytes": 7,
        "receipts": 3,
        "engines": {
            "127.0.0.1:8000": {"receipts": 2, "balance_micro": 15_000, "credits_micro": 1_000_000},
            "local": {"receipts": 1, "balance_micro": 0, "credits_micro": 0},
        },
    }


def test_verify_tells_losses_from_litter_and_changes_nothing(cache: Cache) -> None:
    cache.put_receipt(RECEIPT)
    assert codes(cache) == [("blob-missing", "error")]
    cache.put_blob(b"picture")
    assert codes(cache) == []
    cache.put_blob(b"orphan")
    (cache.root / "blobs" / ".rdbuild-0123456789abcdef.tmp").write_bytes(b"half")
    assert codes(cache) == [("blob-orphan", "warning"), ("leftover", "warning")]
    for path in files(cache, "blobs"):
        path.write_bytes(b"bad")
    before = files(cache)
    assert sorted(codes(cache)) == [("blob-corrupt", "error")] * 2 + [
        ("blob-missing", "error"),
        ("leftover", "warning"),
    ]
    assert files(cache) == before


# -- faults


KEEP_ON = """
import os, sys
from pathlib import Path
from rdbuild.cache import Cache
cache = Cache(Path(sys.argv[1]))
while True:
    sha = cache.put_blob(os.urandom(8) * 1_000_000)
    print(sha, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.heavy
def test_a_kill_at_any_moment_leaves_no_torn_blob_and_loses_none_that_was_confirmed(cache: Cache) -> None:
    dice = random.Random(1)
    confirmed: list[str] = []
    for _ in range(30):
        process = subprocess.Popen([sys.executable, "-c", KEEP_ON, cache.root], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        confirmed.append(process.stdout.readline().strip())
        time.sleep(dice.random() * 0.03)
        process.send_signal(signal.SIGKILL)
        confirmed += [line.strip() for line in process.communicate()[0].splitlines() if len(line) == 65]
    assert all(cache.has_blob(sha) for sha in confirmed)
    assert {problem.code for problem in cache.verify()} <= {"blob-orphan", "leftover"}
    shutil.rmtree(cache.root)  # a few hundred megabytes


TOGETHER = """
import sys
from dataclasses import replace
from pathlib import Path
from rdbuild.cache import Cache
from rdbuild.model import Picture, Receipt
cache, me = Cache(Path(sys.argv[1])), sys.argv[2]
for n in range(40):
    shared = cache.put_blob(b"shared %d" % n * 1000)
    assert cache.read_blob(shared) is not None
    picture = Picture(shared, "png", 1, 1)
    fingerprint = f"{me}{n:063}"
    cache.put_receipt(Receipt("e", fingerprint, "b", (picture,), 1, "balance", "a", "p", None, None, None, "2026"))
"""


def test_many_processes_write_at_once(cache: Cache) -> None:
    running = [subprocess.Popen([sys.executable, "-c", TOGETHER, cache.root, str(me)]) for me in range(4)]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    assert cache.verify() == []
    assert cache.stats()["blobs"] == 40
    assert cache.stats()["engines"] == {"e": {"receipts": 160, "balance_micro": 160, "credits_micro": 0}}


FULL_DISK = """
import resource, sys
from pathlib import Path
from rdbuild.cache import Cache
from rdbuild.errors import StorageError
cache = Cache(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    cache.put_blob(b"x" * 10_000)
except StorageError as error:
    print(error.message)
print(cache.put_blob(b"small"))
"""


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_full_disk_is_named_and_leaves_nothing_half_written(cache: Cache) -> None:
    sha = sha256(b"x" * 10_000).hexdigest()
    ran = subprocess.run([sys.executable, "-c", FULL_DISK, cache.root], capture_output=True, text=True)
    path = cache.root / "blobs" / sha[:2] / sha
    assert ran.stdout.splitlines() == [f"can't write `{path}`: file too large", sha256(b"small").hexdigest()]
    assert [one.read_bytes() for one in files(cache)] == [b"small"]


def test_a_home_that_can_not_be_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"")
    cache = Cache(tmp_path / "home" / "cache")
    with pytest.raises(StorageError, match=r"can't write `.*home"):
        cache.put_blob(b"data")
    with pytest.raises(StorageError, match=r"can't write `.*home"):
        cache.put_receipt(RECEIPT)
