#!/usr/bin/env python3
"""kills.py SEGUE [--kills 50] [--seed N] [--keep DIR] [--only WORK]

Sends SIGKILL to the program at random moments while it imports, simulates, builds features, trains, exports, writes and updates a
lake, takes an import back, and takes exposures over HTTP. After each kill it looks whether the data directory is whole:

- the program opens it again, and `segue doctor` is content;
- what was being written is there wholly or not at all, and the tables agree with one another;
- every exposure that was acknowledged is there once, and sending it again adds nothing;
- running the command once more succeeds, and leaves what an undisturbed run leaves;
- no temporary file stays behind.

A moment is a share of the time that the command takes, or, more often, the one at which a file is made, grows or takes its place: that is
where something can be half done. Every fourth kill is followed by another while the program recovers. Equal seeds choose alike.

Prints a line for each kind of work, then a summary. Exits with 1 where anything was lost, doubled or broken; --keep copies the data
directories of such kills to a folder.
"""
import argparse
import collections
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

from exposures import Senders, kept_units, send_again
from program import Program, Server
from works import Bench, difference, files, look, remains


class Killer:
    """Kills and checks, and counts."""

    def __init__(self, program, bench, dice, keep):
        self.program, self.bench, self.dice, self.keep = program, bench, dice, keep
        self.counts = collections.defaultdict(collections.Counter)
        self.faults = []
        self.number = 0

    def kill(self, work):
        """One kill with all that is looked at afterwards."""
        self.number += 1
        with tempfile.TemporaryDirectory(dir=self.bench.folder, prefix="try-") as place:
            at = pathlib.Path(place)
            work.lay(at)
            faults = self.exposures(at) if work.name == "exposures" else self.command(work, at)
            self.counts[work.name]["kills"] += 1
            self.counts[work.name]["faults"] += bool(faults)
            self.faults += [f"kill {self.number}, {work.name}: {fault}" for fault in faults]
            if faults and self.keep:
                shutil.copytree(at, pathlib.Path(self.keep) / f"{self.number}-{work.name.replace(' ', '-')}", dirs_exist_ok=True)
        for path in self.program.temporary.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def command(self, work, at):
        data = at / "data"
        moment, change = self.dice.uniform(0.02, 1.0) * work.seconds, self.dice.randint(1, max(1, work.changes))
        by_change = work.changes > 0 and self.dice.random() < 0.6
        for _ in range(6):
            when = {"watch": lambda: files(at), "kill_at_change": change} if by_change else {"kill_after": moment}
            outcome = self.program.run(*work.arguments(at), "--data", data, **when)
            if outcome.code == -signal.SIGKILL:
                self.counts[work.name]["at a change"] += by_change
                break
            # It was faster than when it was measured: begin anew, and be quicker.
            self.counts[work.name]["too late"] += 1
            moment, change = moment * 0.9, max(1, change - 1)
            shutil.rmtree(at)
            at.mkdir()
            work.lay(at)
        if self.number % 4 == 0:
            self.program.run("sql", "SELECT 1", "--data", data, kill_after=self.dice.uniform(0.01, 0.2))
            self.counts[work.name]["kills while recovering"] += 1
        state, faults = look(self.program, data)
        if state is None:
            return faults
        finished = state == work.after and state != work.before
        self.counts[work.name]["finished"] += finished
        if state not in (work.before, work.after):
            faults.append("is there in part: " + difference(state, work.before))
        if work.check:
            faults += work.check(at, False)
        return faults + work.again(self.program, at, finished)

    def exposures(self, at):
        """Kills a server that takes exposures."""
        data = at / "data"
        server = Server(self.program, data, at)
        port = server.port()
        if port is None:
            server.stop(signal.SIGKILL)
            return ["the server does not start"]
        senders = Senders(port, f"sent-{self.number}")
        senders.wait_for_the_first(10)
        time.sleep(self.dice.uniform(0, 1.2))
        server.stop(signal.SIGKILL)
        senders.finish()
        self.counts["exposures"]["acknowledged"] += len(senders.acknowledged)
        faults = [f"refused: {text}" for text in senders.refused[:3]] + ["nothing was acknowledged"] * (not senders.acknowledged)
        state, more = look(self.program, data)
        if state is None:
            return faults + more
        kept = kept_units(self.program, data)
        lost, strange = set(senders.acknowledged) - set(kept), set(kept) - senders.sent
        faults += more + [f"{len(lost)} acknowledged exposures are lost"] * bool(lost)
        faults += [f"{len(kept) - len(set(kept))} exposures are doubled"] * (len(kept) != len(set(kept)))
        faults += [f"{len(strange)} exposures were never sent"] * bool(strange)
        server = Server(self.program, data, at)
        port = server.port()
        if port is None:
            server.stop(signal.SIGKILL)
            return faults + ["the server does not start again"]
        new = send_again(port, sorted(kept))
        code = server.stop()
        faults += [f"{new} exposures are taken for new when they are sent again"] * bool(new)
        faults += [f"the server stops with {code}"] * (code not in (0, 130))
        faults += [f"{len(kept_units(self.program, data)) - len(kept)} exposures more after sending again"] * (
            len(kept_units(self.program, data)) != len(kept))
        return faults + remains(self.program, at)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("segue", help="the program")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", metavar="DIR", help="where to copy data directories in which something is wrong")
    parser.add_argument("--only", metavar="WORK", help="only kinds of work whose name contains this")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="segue-kills-") as folder:
        folder = pathlib.Path(folder)
        program = Program(options.segue, folder / "tmp")
        bench = Bench(program, folder, options.seed)
        killer = Killer(program, bench, random.Random(options.seed), options.keep)
        works = [work for work in bench.works() if not options.only or options.only in work.name][:options.kills]
        for work in works:
            if work.arguments:
                work.measure(program, folder)
        for number in range(options.kills):
            killer.kill(works[number % len(works)])
    for work in works:
        counts = killer.counts[work.name]
        detail = f"{counts['acknowledged']} acknowledged" if work.name == "exposures" else (
            f"{counts['at a change']} when a file changed, {counts['finished']} after the commit, {counts['kills while recovering']} followed by "
            f"another, {counts['too late']} tried again because it was done; takes {work.seconds:.1f} s and {work.changes} changes of files")
        print(f"{work.name:15} {counts['kills']:3} kills, {counts['faults']} with faults; {detail}")
    for fault in killer.faults:
        print(f"FAULT {fault}")
    wrong = sum(counts["faults"] for counts in killer.counts.values())
    print(f"{options.kills} kills with seed {options.seed} in {time.monotonic() - began:.0f} s: {wrong} with faults")
    sys.exit(1 if killer.faults else 0)


if __name__ == "__main__":
    main()
