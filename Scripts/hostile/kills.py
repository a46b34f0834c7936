#!/usr/bin/env python3
"""kills.py SEGUE [--kills 50] [--seed N] [--keep DIR] [--only WORK]

Sends SIGKILL to the program at random moments while it imports, simulates, builds features, trains, exports, writes and updates a
lake, takes an import back, and takes exposures over HTTP. After each kill it looks whether the data directory is whole:

- the program opens it again, and `segue doctor` is content;
- what was being written is there wholly or not at all, and the tables agree with one another;
- every exposure that was acknowledged is there once, and sending it again adds nothing;
- running the command once more succeeds, and leaves what an undisturbed run leaves;
- no temporary file stays behind.

Half of the kills fall into the last quarter of a command, and every fourth is followed by another while the program recovers. Equal
seeds kill at equal shares of each command's duration.
Prints a line for each kind of work, then a summary. Exits with 1 where anything was lost, doubled or broken; --keep copies the data
directories of such kills to a folder.
"""
import argparse
import collections
import csv
import hashlib
import json
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time
from datetime import datetime, timedelta

from exposures import Senders, kept_units, send_again, start_experiment
from program import Program, Server, strangers

ROWS = 30_000
STATE = """
SELECT
    (SELECT COUNT(*) FROM imports) AS imports,
    (SELECT COUNT(*) FROM plays) AS plays,
    (SELECT COALESCE(SUM(rows_new), 0) FROM imports) AS rows_new,
    (SELECT COALESCE(SUM(plays), 0) FROM sessions) AS plays_of_sessions,
    (SELECT COALESCE(SUM(plays), 0) FROM listener_days) AS plays_of_listener_days,
    (SELECT COALESCE(SUM(plays), 0) FROM track_days) AS plays_of_track_days,
    (SELECT COALESCE(SUM(ms_played), 0) FROM plays) AS ms_played,
    (SELECT COALESCE(SUM(ms_played), 0) FROM sessions) AS ms_of_sessions,
    (SELECT COALESCE(SUM(ms_played), 0) FROM listener_days) AS ms_of_listener_days,
    (SELECT COUNT(*) FROM listeners) AS listeners,
    (SELECT COUNT(*) FROM tracks) AS tracks,
    (SELECT COUNT(*) FROM artists) AS artists,
    (SELECT COUNT(*) FROM sessions) AS sessions,
    (SELECT COUNT(*) FROM truth_plays) AS truth_plays,
    (SELECT COUNT(*) FROM events) AS events,
    (SELECT COUNT(*) FROM plays WHERE import_key NOT IN (SELECT import_key FROM imports)) AS plays_without_import,
    (SELECT COUNT(*) FROM plays WHERE track_key NOT IN (SELECT track_key FROM tracks)) AS plays_without_track,
    (SELECT COUNT(*) FROM plays WHERE listener_key NOT IN (SELECT listener_key FROM listeners)) AS plays_without_listener,
    (SELECT COUNT(*) FROM plays WHERE session_key NOT IN (SELECT session_key FROM sessions)) AS plays_without_session,
    (SELECT COUNT(*) FROM truth_plays WHERE play_key NOT IN (SELECT play_key FROM plays)) AS truths_without_play,
    (SELECT COUNT(*) FROM events WHERE import_key NOT IN (SELECT import_key FROM imports)) AS events_without_import,
    (SELECT COUNT(*) - COUNT(DISTINCT play_key) FROM plays) AS doubled_plays,
    (SELECT COUNT(*) FROM exposures) AS exposures
"""
FEATURES = "SELECT CAST(as_of AS VARCHAR) AS as_of, COUNT(*) AS listeners FROM listener_features GROUP BY as_of ORDER BY as_of"


# Inputs

def listens(rows, seed):
    """Plays of 150 listeners, each with tracks of their own taste, in no order."""
    dice = random.Random(seed)
    first = datetime(2025, 6, 1)
    for _ in range(rows):
        artist = min(int(dice.expovariate(0.02)), 400)
        yield {
            "listener": f"listener-{dice.randrange(150)}",
            "ended_at": (first + timedelta(seconds=dice.randrange(60 * 86_400))).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "ms_played": dice.choice([dice.randrange(30_000), dice.randrange(300_000)]),
            "track": f"Song {dice.randrange(8)} of {artist}",
            "artist": f"Artist {artist}",
            "reason_end": dice.choice(["trackdone", "fwdbtn", "endplay"]),
            "duration_ms": 200_000,
        }


def spotify_row(listen):
    return {
        "ts": listen["ended_at"], "ms_played": listen["ms_played"], "platform": "android", "conn_country": "DK",
        "master_metadata_track_name": listen["track"], "master_metadata_album_artist_name": listen["artist"],
        "master_metadata_album_album_name": "Album", "spotify_track_uri": None, "reason_start": "clickrow",
        "reason_end": listen["reason_end"], "shuffle": False, "skipped": False, "offline": False, "incognito_mode": False,
    }


def write_inputs(folder, seed):
    """The same plays as Spotify's JSON, CSV and NDJSON."""
    rows = list(listens(ROWS, seed))
    (folder / "Streaming_History_Audio_2025_0.json").write_text(json.dumps([spotify_row(row) for row in rows]))
    with open(folder / "plays.csv", "w", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
    (folder / "plays.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))


# Work that is interrupted

class Work:
    """A command on a copy of a prepared data directory.

    `arguments` makes the command from the folder of a try. `fresh` says what has to go before it is repeated once it had succeeded.
    """

    def __init__(self, name, base, arguments, prepare=None, check=None, fresh=None, repeated=(0,)):
        self.name, self.base, self.arguments = name, base, arguments
        self.prepare, self.check, self.fresh, self.repeated = prepare, check, fresh, repeated
        self.seconds = None
        self.before = self.after = None


class Bench:
    """The prepared data directories, and the work on them."""

    def __init__(self, program, folder, seed):
        self.program, self.folder = program, folder
        write_inputs(folder, seed)
        self.service, self.two, self.updated = folder / "service", folder / "two", folder / "updated"
        program.must("simulate", "--plays", "20000", "--listeners", "200", "--seed", "1", "--data", self.service)
        program.must("features", "build", "--data", self.service)
        start_experiment(program, self.service, folder)
        shutil.copytree(self.service, self.two)
        program.must("import", "csv", folder / "plays.csv", "--data", self.two)
        program.must("export", "parquet", "--lake", folder / "lake", "--data", self.service)
        other = folder / "other"
        program.must("import", "ndjson", folder / "plays.ndjson", "--data", other)
        program.must("export", "parquet", "--out", folder / "plays-parquet", "--data", other)

    def works(self):
        files = self.folder
        return [
            Work("import spotify", self.service, lambda _: ["import", "spotify", files / "Streaming_History_Audio_2025_0.json"]),
            Work("import csv", self.service, lambda _: ["import", "csv", files / "plays.csv"]),
            Work("import ndjson", self.service, lambda _: ["import", "ndjson", files / "plays.ndjson"]),
            Work("import parquet", self.service, lambda _: ["import", "parquet", files / "plays-parquet"]),
            Work("simulate", self.service, lambda _: ["simulate", "--plays", "20000", "--listeners", "200", "--seed", "2"]),
            Work("features build", self.two, lambda _: ["features", "build"]),
            Work("train", self.service, lambda _: ["train", "skip"], check=self.models),
            Work("export csv", self.two, lambda at: ["export", "csv", "--out", at / "out.csv"], check=self.table, fresh="out.csv"),
            Work("export parquet", self.two, lambda at: ["export", "parquet", "--out", at / "out"], check=self.parquet, fresh="out"),
            Work("lake export", self.service, lambda at: ["export", "parquet", "--lake", at / "lake"], check=self.lake),
            Work(
                "lake update", self.two, lambda at: ["export", "parquet", "--lake", at / "lake"], check=self.lake,
                prepare=lambda at: shutil.copytree(files / "lake", at / "lake")),
            # Where the import was gone already, there is none to take back.
            Work("imports undo", self.two, lambda _: ["imports", "undo", "2"], repeated=(0, 1)),
            Work("exposures", self.service, None),
        ]

    # What has to hold beside the tables. Each answers a list of faults; `done` says that the work was finished.

    def models(self, at, done):
        data = at / "data"
        listed = self.program.run("models", "list", "--json", "--data", data)
        if listed.code != 0:
            return [f"models list: {listed.message}"]
        if done and self.program.run("score", "skip", "--out", at / "scores.csv", "--data", data).code != 0:
            return ["the trained model does not score"]
        (at / "scores.csv").unlink(missing_ok=True)
        return []

    def table(self, at, done):
        file = at / "out.csv"
        if not file.exists():
            return ["the file is missing"] if done else []
        rows = sum(1 for _ in open(file)) - 1
        return [] if rows == self.plays(at) else [f"the file has {rows} rows"]

    def parquet(self, at, done):
        folder = at / "out"
        if not folder.exists():
            return ["the folder is missing"] if done else []
        trial = self.program.run("import", "parquet", folder, "--data", at / "back", "--dry-run", "--json")
        shutil.rmtree(at / "back", ignore_errors=True)
        if trial.code != 0:
            return [f"the folder cannot be read: {trial.message}"]
        return [] if trial.json["rows_read"] == self.plays(at) else [f"the folder has {trial.json['rows_read']} rows"]

    def plays(self, at):
        return self.program.rows(at / "data", "SELECT COUNT(*) AS plays FROM plays")[0]["plays"]

    def lake(self, at, done):
        """A lake is as its manifest says; one whose writer was stopped may say that it is busy."""
        lake = at / "lake"
        manifest = lake / "manifest.json"
        if not manifest.exists():
            return ["the lake is missing"] if done else []
        asked = self.program.run("sql", "SELECT COUNT(*) AS plays FROM plays", "--engine", "lake", "--lake", lake, "--data", at / "asks", "--json")
        shutil.rmtree(at / "asks", ignore_errors=True)
        if asked.code != 0 and (done or b"[warehouse.lake-busy]" not in asked.errors):
            return [f"the lake does not answer: {asked.message}"]
        if not done:
            return []
        told = {file["path"]: file for table in json.loads(manifest.read_text())["tables"]
                for part in table["partitions"] for file in part["files"]}
        there = {path.relative_to(lake).as_posix() for path in lake.rglob("*") if path.is_file()} - {"manifest.json"}
        faults = [f"{name} is not in the manifest" for name in sorted(there - told.keys())[:3]]
        faults += [f"{name} is missing" for name in sorted(told.keys() - there)[:3]]
        faults += [
            f"{name} is another file than its manifest says" for name in sorted(there & told.keys())
            if hashlib.sha256((lake / name).read_bytes()).hexdigest() != told[name]["sha256"]]
        if asked.json["rows"][0]["plays"] != self.plays(at):
            faults.append("the lake has other plays than the warehouse")
        return faults


# Looking at what is left

def contradictions(state):
    """Where the tables of a warehouse disagree."""
    faults = [f"{name}: {count}" for name, count in state.items() if ("_without_" in name or name == "doubled_plays") and count]
    for name in ["rows_new", "plays_of_sessions", "plays_of_listener_days", "plays_of_track_days"]:
        if state[name] != state["plays"]:
            faults.append(f"{name} is {state[name]} for {state['plays']} plays")
    for name in ["ms_of_sessions", "ms_of_listener_days"]:
        if state[name] != state["ms_played"]:
            faults.append(f"{name} is {state[name]} for {state['ms_played']} ms")
    return faults


def look(program, data):
    """The state of a data directory, and its faults."""
    doctor = program.run("doctor", "--json", "--data", data)
    if doctor.code != 0 or any(finding["verdict"] != "good" for finding in doctor.json["findings"]):
        return None, [f"doctor: {(doctor.output + doctor.errors)[:500].decode(errors='replace')}"]
    opened = program.run("sql", STATE, "--json", "--data", data)
    if opened.code != 0:
        return None, [f"does not open: exit {opened.code}, {opened.message}"]
    state = opened.json["rows"][0]
    faults = contradictions(state)
    state["features"] = [tuple(row.values()) for row in program.rows(data, FEATURES)]
    return state, faults


def remains(program, at):
    """Files that should be gone after a command has succeeded."""
    hidden = [path.name for path in at.iterdir() if path.name.startswith(".")]
    building = ["lake/_building"] if (at / "lake" / "_building").exists() else []
    return [f"stays behind: {name}" for name in strangers(at / "data") + hidden + building + program.leftovers()]


def difference(one, other):
    return ", ".join(f"{key} {one[key]} instead of {other[key]}" for key in one if one[key] != other[key])


# Killing

class Killer:
    """Kills and checks, and counts."""

    def __init__(self, program, bench, dice, keep):
        self.program, self.bench, self.dice, self.keep = program, bench, dice, keep
        self.counts = collections.defaultdict(collections.Counter)
        self.faults = []
        self.number = 0

    def measure(self, work):
        """Runs the work undisturbed: how long it takes, and what it leaves."""
        with self.place(work) as at:
            work.before, faults = look(self.program, at / "data")
            outcome = self.program.must(*work.arguments(at), "--data", at / "data")
            work.seconds = outcome.seconds
            work.after, more = look(self.program, at / "data")
            faults += more + (work.check(at, True) if work.check else []) + remains(self.program, at)
        if faults:
            raise SystemExit(f"{work.name} without a kill: {'; '.join(faults)}")

    def place(self, work):
        """A folder for a try, with a copy of the data directory."""
        folder = tempfile.TemporaryDirectory(dir=self.bench.folder, prefix="try-")
        at = pathlib.Path(folder.name)
        shutil.copytree(work.base, at / "data")
        if work.prepare:
            work.prepare(at)

        class Place:
            def __enter__(self):
                return at

            def __exit__(self, *_):
                folder.cleanup()

        return Place()

    def kill(self, work):
        """One kill with all that is looked at afterwards."""
        self.number += 1
        with self.place(work) as at:
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
        # Half of the kills fall into the last part, where work is committed and files take their places.
        moment = self.dice.choice([self.dice.uniform(0.02, 1.0), self.dice.uniform(0.75, 1.0)]) * work.seconds
        for _ in range(6):
            outcome = self.program.run(*work.arguments(at), "--data", data, kill_after=moment)
            if outcome.code == -signal.SIGKILL:
                break
            # It was faster than when it was measured: begin anew, and be quicker.
            self.counts[work.name]["too late"] += 1
            moment *= 0.9
            shutil.rmtree(at)
            at.mkdir()
            shutil.copytree(work.base, data)
            if work.prepare:
                work.prepare(at)
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
        return faults + self.again(work, at, finished)

    def again(self, work, at, finished):
        """The command once more, and what it leaves."""
        data = at / "data"
        repeats = finished
        if work.fresh and (at / work.fresh).exists():
            target = at / work.fresh
            shutil.rmtree(target) if target.is_dir() else target.unlink()
        outcome = self.program.run(*work.arguments(at), "--data", data)
        if outcome.code not in (work.repeated if finished else (0,)):
            return [f"cannot be repeated: exit {outcome.code}, {outcome.message}"]
        state, faults = look(self.program, data)
        if state is None:
            return faults
        # What was finished before the kill is a further import, of which all plays are known; a simulation is a further one.
        if repeats and work.name.startswith("import "):
            state["imports"] -= 1
        if state != work.after and not (repeats and work.name == "simulate"):
            faults.append("repeated, it leaves something else: " + difference(state, work.after))
        return faults + (work.check(at, True) if work.check else []) + remains(self.program, at)

    def exposures(self, at):
        """Kills a server that takes exposures."""
        data = at / "data"
        server = Server(self.program, data, at)
        port = server.port()
        if port is None:
            server.stop(signal.SIGKILL)
            return ["the server does not start"]
        senders = Senders(port, f"sent-{self.number}")
        time.sleep(self.dice.uniform(0.1, 1.2))
        server.stop(signal.SIGKILL)
        senders.finish()
        self.counts["exposures"]["acknowledged"] += len(senders.acknowledged)
        faults = [f"refused: {text}" for text in senders.refused[:3]]
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
                killer.measure(work)
        for number in range(options.kills):
            killer.kill(works[number % len(works)])
    for work in works:
        counts = killer.counts[work.name]
        detail = f"{counts['acknowledged']} acknowledged" if work.name == "exposures" else (
            f"{counts['finished']} after the commit, {counts['too late']} came too late and were tried again; takes {work.seconds:.1f} s")
        print(f"{work.name:15} {counts['kills']:3} kills, {counts['faults']} with faults; {detail}")
    for fault in killer.faults:
        print(f"FAULT {fault}")
    wrong = sum(counts["faults"] for counts in killer.counts.values())
    print(f"{options.kills} kills with seed {options.seed} in {time.monotonic() - began:.0f} s: {wrong} with faults")
    sys.exit(1 if killer.faults else 0)


if __name__ == "__main__":
    main()
