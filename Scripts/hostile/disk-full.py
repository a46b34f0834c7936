#!/usr/bin/env python3
"""disk-full.py SEGUE [--megabytes 64] [--only WORK]

Fills the disk under the program. A small file system in memory, in a mount namespace of its own, holds the data directory, the temporary
folder and what is written. Each kind of work is first done undisturbed, to see how much space it takes; then with none, and with several
parts of that. Each time

- the exit code is 1, and the message speaks of the disk;
- what was being written is there wholly or not at all, at once and after space was made;
- after space was made the same command succeeds and leaves what it leaves undisturbed, and no temporary file stays behind.

A server goes on to answer while the disk is full, keeps every exposure that it acknowledged, and takes exposures again afterwards.

Needs root and `unshare`; exits with 77 where it cannot mount. Prints a line for each kind of work, then a summary; exits with 1 where
anything is wrong.
"""
import argparse
import http.client
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from exposures import Senders, kept_units, post, send_again
from program import Program, Server
from works import Bench, difference, look, remains

SHARES = [0, 0.1, 0.4, 0.7, 0.95]
ROWS = 12_000
ABOUT_THE_DISK = [b"disk", b"space", b"ENOSPC"]
SKIPPED = 77


class Disk:
    """A small file system that can be filled but for so many bytes."""

    def __init__(self, place, megabytes):
        self.place = place
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place], check=True)
        self.work, self.temporary, self.ballast = place / "work", place / "tmp", place / "ballast"

    def begin(self):
        """Empties it."""
        self.free()
        for folder in [self.work, self.temporary]:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()

    @property
    def left(self):
        state = os.statvfs(self.place)
        return state.f_bavail * state.f_frsize

    def fill(self, left):
        """Leaves so many bytes."""
        self.free()
        size = self.left - left
        if size > 0:
            with open(self.ballast, "wb") as file:
                os.posix_fallocate(file.fileno(), 0, size)

    def free(self):
        self.ballast.unlink(missing_ok=True)


class Gauge:
    """The most space that was used while it was watched."""

    def __init__(self, disk):
        self.disk, self.before, self.least, self.ended = disk, disk.left, disk.left, threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def _watch(self):
        while not self.ended.wait(0.001):
            self.least = min(self.least, self.disk.left)

    def stop(self):
        self.ended.set()
        self.thread.join()
        return self.before - self.least


def speaks_of_the_disk(text):
    return any(word in text for word in ABOUT_THE_DISK)


def space_taken(program, disk, work):
    """The most space that the work takes while it runs undisturbed."""
    disk.begin()
    work.lay(disk.work)
    gauge = Gauge(disk)
    try:
        program.must(*work.arguments(disk.work), "--data", disk.work / "data")
    finally:
        taken = gauge.stop()
    return taken


def filled(program, disk, work, left):
    """Does the work with so many bytes left.

    Returns whether it failed, and what is wrong.
    """
    at = disk.work
    disk.begin()
    work.lay(at)
    disk.fill(left)
    outcome = program.run(*work.arguments(at), "--data", at / "data")
    faults = [outcome.trouble()] if outcome.trouble() else []
    if not faults and outcome.code not in (0, 1):
        faults.append(f"exit code {outcome.code}: {outcome.message}")
    elif not faults and outcome.code == 1 and not speaks_of_the_disk(outcome.errors):
        faults.append(f"the message does not speak of the disk: {outcome.message}")
    faults += reads(program, at, "while the disk is full")
    unfinished = [path.name for path in at.iterdir() if path.name.startswith(".")] + program.leftovers()
    faults += [f"stays behind at once: {name}" for name in unfinished]
    disk.free()
    state, more = look(program, at / "data")
    faults += more
    if state is not None:
        # A simulation is there before the file that tells its truth is written, and the message says so.
        done = state == work.after
        if outcome.code == 0 and not done:
            faults.append("says that it is done, and is not: " + difference(state, work.after))
        if state not in (work.before, work.after):
            faults.append("is there in part: " + difference(state, work.before))
        faults += work.check(at, outcome.code == 0) if work.check else []
        faults += work.again(program, at, done and work.before != work.after)
    return outcome.code != 0, [f"{left:,} bytes left: {fault}" for fault in faults]


def reads(program, at, when):
    """Whether the data directory can be read, or says why not."""
    outcome = program.run("sql", "SELECT COUNT(*) AS plays FROM plays", "--data", at / "data")
    if outcome.trouble():
        return [f"reading {when}: {outcome.trouble()}"]
    if outcome.code != 0 and not speaks_of_the_disk(outcome.errors):
        return [f"reading {when}: exit {outcome.code}, {outcome.message}"]
    return []


def exposures(program, disk, work, left, number):
    """Posts exposures to a server whose disk becomes full.

    Returns how many were acknowledged, whether any was refused, and what is wrong.
    """
    disk.begin()
    work.lay(disk.work)
    data = disk.work / "data"
    with tempfile.TemporaryDirectory() as elsewhere:
        server = Server(program, data, elsewhere)
        port = server.port()
        if port is None:
            server.stop(signal.SIGKILL)
            return 0, False, ["the server does not start"]
        disk.fill(left)
        senders = Senders(port, f"sent-{number}", threads=2, batch=50, until_refused=True)
        senders.ended.wait(10)
        senders.finish()
        faults = refusals(senders, server) + alive(port, "while the disk is full")
        disk.free()
        faults += comes_back(port)
        if number % 2:
            server.stop(signal.SIGKILL)
        elif (code := server.stop()) not in (0, 130):
            faults.append(f"the server stops with {code}")
        faults += ledger(program, data, senders, elsewhere)
    faults += remains(program, disk.work)
    return len(senders.acknowledged), bool(senders.refused), [f"{left:,} bytes left: {fault}" for fault in faults]


def refusals(senders, server):
    """What was refused is refused with a server error, and the message names the disk."""
    faults = [f"refused without a reason: {text}" for text in set(senders.refused) if not text.startswith("status 5")]
    told = server.errors.read_bytes() + " ".join(senders.refused).encode()
    if senders.refused and not speaks_of_the_disk(told):
        faults.append(f"the message does not name the disk: {senders.refused[0]}")
    return faults


def alive(port, when):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/health")
        answer = connection.getresponse()
        answer.read()
        return [] if answer.status == 200 else [f"/health answers {answer.status} {when}"]
    except (OSError, http.client.HTTPException) as error:
        return [f"/health does not answer {when}: {error!r}"]


def comes_back(port):
    """Whether a server takes exposures once there is space."""
    statuses = ["nothing"]
    for _ in range(10):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            statuses = post(connection, ["afterwards"])
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            statuses = [repr(error)]
        if statuses in (["accepted"], ["duplicate"]):
            return []
        time.sleep(0.3)
    return [f"takes no exposures after space was made: {statuses[0]}"]


def ledger(program, data, senders, folder):
    """Every exposure that was acknowledged is there once."""
    state, faults = look(program, data)
    if state is None:
        return faults
    kept = kept_units(program, data)
    lost = set(senders.acknowledged) - set(kept)
    strange = set(kept) - senders.sent - {"afterwards"}
    faults += [f"{len(lost)} acknowledged exposures are lost"] * bool(lost)
    faults += [f"{len(strange)} exposures were never sent"] * bool(strange)
    faults += [f"{len(kept) - len(set(kept))} exposures are doubled"] * (len(kept) != len(set(kept)))
    server = Server(program, data, folder)
    port = server.port()
    if port is None:
        server.stop(signal.SIGKILL)
        return faults + ["the server does not start again"]
    new = send_again(port, sorted(kept))
    server.stop()
    return faults + [f"{new} exposures are taken for new when they are sent again"] * bool(new)


def run(options):
    began = time.monotonic()
    wrong = tries = 0
    with tempfile.TemporaryDirectory(prefix="segue-disk-full-") as folder:
        folder = pathlib.Path(folder)
        disk = Disk(folder / "disk", options.megabytes)
        disk.begin()
        try:
            program = Program(options.segue, disk.temporary)
            bench = Bench(Program(options.segue, folder / "tmp"), folder, seed=1, rows=ROWS)
            for work in bench.works():
                if options.only and options.only not in work.name:
                    continue
                if work.arguments:
                    work.measure(bench.program, folder)
                    taken = space_taken(program, disk, work)
                    results = [filled(program, disk, work, int(taken * share)) for share in SHARES]
                    detail = f"takes {taken / 1_048_576:.1f} MB; failed at {sum(failed for failed, _ in results)} of {len(results)} sizes"
                    found = [fault for _, faults in results for fault in faults]
                else:
                    results = [exposures(program, disk, work, left, number)
                               for number, left in enumerate([0, 4096, 16_384, 65_536, 262_144, 1_048_576])]
                    detail = (f"{sum(count for count, _, _ in results):,} acknowledged; "
                              f"refused some at {sum(refused for _, refused, _ in results)} of {len(results)} sizes")
                    found = [fault for _, _, faults in results for fault in faults]
                tries += len(results)
                wrong += len(found)
                print(f"{work.name:15} {detail}", flush=True)
                for fault in found:
                    print(f"FAULT {work.name}, {fault}", flush=True)
        finally:
            subprocess.run(["umount", "-l", disk.place], check=False)
    print(f"{tries} full disks in {time.monotonic() - began:.0f} s: {wrong} faults")
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("segue", help="the program")
    parser.add_argument("--megabytes", type=int, default=64, help="the size of the file system")
    parser.add_argument("--only", metavar="WORK", help="only kinds of work whose name contains this")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        sys.exit(run(options))
    apart = ["unshare", "--mount", "--propagation", "private"]
    if os.geteuid() != 0 or not shutil.which("unshare"):
        print("Skipped: a file system can only be mounted by root, with `unshare`.")
        sys.exit(SKIPPED)
    if subprocess.run([*apart, "mount", "-t", "tmpfs", "tmpfs", tempfile.gettempdir()], capture_output=True).returncode != 0:
        print("Skipped: this machine does not let a file system be mounted in a namespace of its own.")
        sys.exit(SKIPPED)
    os.execvp(apart[0], [*apart, sys.executable, *(["-B"] if sys.dont_write_bytecode else []), __file__, *sys.argv[1:], "--inside"])


if __name__ == "__main__":
    main()
