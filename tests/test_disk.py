"""A disk that refuses: what is paid for is stored, or to be fetched again, or known to be unknown, and said in words.

Twice: with a real disk that is full (a small tmpfs, for which the tests have to be root), and with each durable effect
of a build that fails as if it were. Once there is room again, the next build recovers, and buys nothing twice.
"""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from sweep import MODES, SMALL, Sweep, serving, told

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
heavy = pytest.mark.heavy
CHUNKS = 4
MOST = 600  # more effects than any of these builds has
REASONS = {
    "ENOSPC": ("no space left on device", "database or disk is full"),
    "EIO": ("input/output error", "disk i/o error"),
}


def said_clearly(ran, reasons, folder):
    """It failed in words: what, where and why; no traceback, and the JSON is whole."""
    assert ran.code in (1, 6), ran
    assert "Traceback" not in ran.err + ran.out, ran
    assert "bug of ours" not in ran.err, ran
    assert ran.json is not None
    words = (ran.err + ran.out).lower()
    assert any(reason in words for reason in reasons), ran
    assert str(folder).lower() in words, ran


# -- each effect fails


def fail_and_recover(mortal, calm, mode, folder, at, how, error):
    """One run whose effect `at` fails, and what follows once the disk is well. Says whether it came to that effect."""
    with serving(**MODES[mode]) as api, told(f"effect {at} failed {how} with {error}, {mode}"):
        sweep = Sweep(folder, api)
        ran = sweep.doomed(mortal, at=at, how=how, error=error)
        if len(ran.effects) <= at:
            assert ran.code == 0, ran
            return False
        with told(f"that was `{ran.effects[at]}`; exit {ran.code}; {ran.err}"):
            sweep.laws()
            if ran.code == 0:  # it was nothing that counts
                assert "Traceback" not in ran.err, ran
                sweep.laws(over=True)
                sweep.equals(calm, [])
            else:
                said_clearly(ran, REASONS[error], folder)
            sweep.equals(calm, sweep.recover())
        return True


def fail_at_each(mortal, calm, mode, folder, numbers, how, error):
    for done, at in enumerate(numbers):
        if not fail_and_recover(mortal, calm, mode, folder / str(at), at, how, error):
            return done
    raise AssertionError("no run got through")


@pytest.mark.parametrize(
    ("mode", "how", "error", "first"),
    [("tasks", "once", "ENOSPC", 7), ("tasks", "ever", "ENOSPC", 21), ("no tasks", "ever", "EIO", 14)],
)
@pytest.mark.heavy
def test_a_build_whose_disk_refuses_some_effect_says_so_and_loses_nothing(
    mortal, undisturbed, tmp_path, mode, how, error, first
):
    numbers = range(first, MOST, 55)
    assert fail_at_each(mortal, undisturbed(mode), mode, tmp_path, numbers, how, error) >= 3


@heavy
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize(("how", "error"), [("once", "ENOSPC"), ("ever", "ENOSPC"), ("once", "EIO")])
@pytest.mark.parametrize("mode", MODES)
def test_a_build_whose_disk_refuses_any_effect_says_so_and_loses_nothing(
    mortal, undisturbed, tmp_path, mode, how, error, chunk
):
    numbers = range(chunk, MOST, CHUNKS)
    assert fail_at_each(mortal, undisturbed(mode), mode, tmp_path, numbers, how, error) > 80 // CHUNKS


def test_an_output_folder_that_keeps_our_probe_is_an_error_in_words_before_anything_is_bought(mortal, tmp_path):
    with serving() as api:
        sweep = Sweep(tmp_path / "it", api)
        ran = sweep.doomed(mortal, at="unlink .*/assets/", how="once", error="EIO")
        said_clearly(ran, REASONS["EIO"], sweep.game.tree)
        assert api.paid() == []
        assert sweep.recover() == []
        assert sorted(sweep.tree()) == sorted(sweep.game.files())


@pytest.mark.parametrize("what", ["fire", "party"])
def test_a_delivery_whose_receipt_is_there_and_would_not_sync_is_settled_by_it(mortal, undisturbed, tmp_path, what):
    """It may be gone after a power cut, and is there else: nobody knows yet, and the next build does."""
    with serving(**MODES["no tasks"]) as api:
        sweep = Sweep(tmp_path / "it", api)
        sweep.build("--only", "hero" if what == "party" else "banner")
        ran = sweep.doomed(mortal, "--only", what, at=r"fsync .*/receipts/at-[^/]+/\w\w$", how="once")
        with told(repr(ran)):
            said_clearly(ran, REASONS["ENOSPC"], sweep.game.home)
            sweep.laws()
            sweep.build()
            found = sweep.laws(over=True)
            assert not found.unknown
            sweep.equals(undisturbed("no tasks"), sweep.recover())


# -- a real disk, and it is full


class Disk:
    """A tmpfs of some size, mounted."""

    def __init__(self, path, kib):
        self.path = path
        path.mkdir(exist_ok=True)
        self._do("mount", "-t", "tmpfs", "-o", f"size={kib}k", "rdbuild-test", str(path))

    def _do(self, *command):
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=20)

    def grow(self, kib=65536):
        self._do("mount", "-o", f"remount,size={kib}k", str(self.path))

    def freeze(self):
        self._do("mount", "-o", "remount,ro", str(self.path))

    def gone(self):
        try:
            self._do("umount", str(self.path))
        except subprocess.CalledProcessError:
            self._do("umount", "--lazy", str(self.path))


@contextmanager
def disk(path, kib):
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a tmpfs takes Linux and root")
    try:
        one = Disk(path, kib)
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        pytest.skip(f"a tmpfs can't be mounted here: {getattr(error, 'stderr', None) or error}")
    try:
        yield one
    finally:
        one.gone()


SIZES = (8, 16, 32, 48, 64, 72, 80, 88, 96, 104, 112, 120, 128, 136, 144, 152, 160, 168, 176, 184, 192, 200, 208, 216,
         224, 240, 256, 288, 320, 384, 512, 1024)  # fmt: skip


def fill_and_recover(mortal, calm, mode, folder, kib):
    """A build with its home on a disk of that size. Says whether that was enough."""
    folder.mkdir()
    with disk(folder / "disk", kib) as small, serving(**MODES[mode]) as api, told(f"{kib} KiB, {mode}"):
        sweep = Sweep(folder / "it", api)
        sweep.game.home = small.path / "home"
        ran = sweep.doomed(mortal, room=False)
        with told(f"exit {ran.code}; {ran.err}"):
            small.grow()
            sweep.laws()
            if ran.code != 0:
                said_clearly(ran, REASONS["ENOSPC"] + REASONS["EIO"] + ("unable to open database",), small.path)
            sweep.equals(calm, sweep.recover())
        return ran.code == 0


@pytest.mark.parametrize("kib", [8, 96, 160])
def test_a_home_on_a_disk_that_fills_up_says_so_and_loses_nothing(mortal, undisturbed, tmp_path, kib):
    fill_and_recover(mortal, undisturbed("tasks"), "tasks", tmp_path / "it", kib)


@heavy
@pytest.mark.parametrize("mode", MODES)
def test_a_home_on_a_disk_of_any_size_says_so_and_loses_nothing(mortal, undisturbed, tmp_path, mode):
    enough = [kib for kib in SIZES
              if fill_and_recover(mortal, undisturbed(mode), mode, tmp_path / str(kib), kib)]  # fmt: skip
    assert SIZES[-1] in enough, "a disk of enough room"
    assert SIZES[0] not in enough, "and one that takes no ledger"


def test_nothing_is_bought_while_the_disk_has_no_room_for_pictures(mortal, undisturbed, tmp_path):
    with disk(tmp_path / "disk", 8 * 1024) as small, serving() as api:
        sweep = Sweep(tmp_path / "it", api)
        sweep.game.home = small.path / "home"
        ran = sweep.doomed(mortal)
        assert ran.code == 1, ran
        assert "error: only 7 MiB are free in `" in ran.err
        assert "too few for pictures that are paid for" in ran.err
        assert "make room there, or name another place in `RDBUILD_HOME`; nothing new was sent" in ran.err
        assert api.paid() == []
        sweep.laws(over=True)
        small.grow()
        sweep.equals(undisturbed("tasks"), sweep.recover())


@pytest.mark.parametrize("kib", [pytest.param(4, marks=heavy), 8, pytest.param(16, marks=heavy), 24])
def test_an_output_folder_on_a_full_disk_says_so_and_is_filled_later_for_nothing(mortal, undisturbed, tmp_path, kib):
    with serving() as api:
        sweep = Sweep(tmp_path / "it", api)
        with disk(sweep.game.tree, kib) as small:
            ran = sweep.doomed(mortal)
            with told(repr(ran)):
                said_clearly(ran, REASONS["ENOSPC"], sweep.game.tree)
                sweep.laws()
                small.grow()
                sweep.equals(undisturbed("tasks"), sweep.recover())
                assert len(api.paid()) == 6


def test_a_lock_file_on_a_full_disk_says_so_and_is_written_later_for_nothing(mortal, undisturbed, tmp_path):
    with serving() as api:
        sweep = Sweep(tmp_path / "it", api)
        with disk(sweep.game.folder, 64) as small:
            sweep.game.write(SMALL.assets, SMALL.budget)
            with disk(sweep.game.tree, 4096):
                (sweep.game.folder / "full").write_bytes(b"x" * (os.statvfs(small.path).f_bavail * 4096))
                ran = sweep.doomed(mortal)
                with told(repr(ran)):
                    said_clearly(ran, REASONS["ENOSPC"], sweep.game.folder / "game.lock.json")
                    sweep.laws(over=True)
                    assert len(api.paid()) == 6
                    small.grow()
                    assert sweep.build()["requests"] == 0
                    sweep.equals(undisturbed("tasks"), sweep.recover())
                    assert len(api.paid()) == 6


LOOKS = [("plan", "MANIFEST"), ("plan", "--check", "MANIFEST"), ("build", "--locked", "MANIFEST"), ("ledger",),
         ("ledger", "verify"), ("ledger", "export"), ("cache", "verify"), ("cache", "stats")]  # fmt: skip


@pytest.mark.parametrize("how", ["full", "read-only"])
def test_what_only_looks_needs_no_room_and_no_right_to_write(tmp_path, how):
    """A home that was mounted to be read, or that has filled up: that is when people look."""
    with serving() as api, disk(tmp_path / "disk", 32 * 1024) as small:
        sweep = Sweep(tmp_path / "it", api)
        sweep.game.home = small.path / "home"
        sweep.build()
        if how == "full":
            (small.path / "full").write_bytes(b"x" * (os.statvfs(small.path).f_bavail * 4096))
        else:
            small.freeze()
        requests = api.requests()
        refused = {}
        for command in LOOKS:
            ran = sweep.game.run_plain(*(str(sweep.game.path) if one == "MANIFEST" else one for one in command))
            if ran.code != 0:
                refused[command[:2]] = ran.err
        assert refused == {}
        assert api.requests() == requests
