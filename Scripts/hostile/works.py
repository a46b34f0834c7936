"""Work of the program that can be interrupted, and how to see whether it was done wholly or not at all.

The scripts that kill the program and that fill its disk share it.
"""
import csv
import hashlib
import json
import os
import pathlib
import random
import shutil
import tempfile
from datetime import datetime, timedelta

from exposures import start_experiment
from program import strangers

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


def write_inputs(folder, seed, count):
    """The same plays as Spotify's JSON, CSV and NDJSON."""
    rows = list(listens(count, seed))
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
        self.seconds, self.changes = None, 0
        self.before = self.after = None

    def lay(self, at):
        """Puts a copy of the data directory, and what else the work needs, into a folder."""
        shutil.copytree(self.base, at / "data")
        if self.prepare:
            self.prepare(at)

    def clear(self, at):
        """Removes what was made, so that it can be made again."""
        if self.fresh:
            shutil.rmtree(at / self.fresh, ignore_errors=True)
            (at / self.fresh).unlink(missing_ok=True)

    def measure(self, program, folder):
        """Runs the work undisturbed: how long it takes, how often files change, and what it leaves."""
        with tempfile.TemporaryDirectory(dir=folder) as place:
            at = pathlib.Path(place)
            self.lay(at)
            self.before, faults = look(program, at / "data")
            outcome = program.must(*self.arguments(at), "--data", at / "data", watch=lambda: files(at))
            self.seconds, self.changes = outcome.seconds, outcome.changes
            self.after, more = look(program, at / "data")
            faults += more + (self.check(at, True) if self.check else []) + remains(program, at)
        if faults:
            raise SystemExit(f"{self.name} without a fault: {'; '.join(faults)}")

    def again(self, program, at, finished):
        """Runs the work once more, and answers what is wrong then. `finished` says that it had been done already."""
        self.clear(at)
        outcome = program.run(*self.arguments(at), "--data", at / "data")
        if outcome.code not in (self.repeated if finished else (0,)):
            return [f"cannot be repeated: exit {outcome.code}, {outcome.message}"]
        state, faults = look(program, at / "data")
        if state is None:
            return faults
        # What was finished before is a further import now, of which all plays are known; a simulation is a further one.
        if finished and self.name.startswith("import "):
            state["imports"] -= 1
        if state != self.after and not (finished and self.name == "simulate"):
            faults.append("repeated, it leaves something else: " + difference(state, self.after))
        return faults + (self.check(at, True) if self.check else []) + remains(program, at)


class Bench:
    """The prepared data directories, and the work on them."""

    def __init__(self, program, folder, seed, rows=ROWS):
        self.program, self.folder, self.plays_simulated = program, folder, str(rows * 2 // 3)
        write_inputs(folder, seed, rows)
        self.service, self.two, self.updated = folder / "service", folder / "two", folder / "updated"
        program.must("simulate", "--plays", self.plays_simulated, "--listeners", "200", "--seed", "1", "--data", self.service)
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
            Work("simulate", self.service, lambda _: ["simulate", "--plays", self.plays_simulated, "--listeners", "200", "--seed", "2"]),
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
        if asked.code != 0 and (done or b"warehouse.lake-busy" not in asked.errors):
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
    if doctor.code != 0 or any(finding["verdict"] == "bad" for finding in doctor.json["findings"]):
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


def files(at):
    """The files that work on a folder changes, with their lengths. Not those deep in a lake, which are many."""
    found = []
    for folder in [at, at / "data", at / "data" / "models" / "skip", at / "lake", at / "lake" / "_building"]:
        try:
            with os.scandir(folder) as entries:
                found += [(entry.path, entry.stat().st_size) for entry in entries]
        except OSError:
            pass
    return sorted(found)


def difference(one, other):
    return ", ".join(f"{key} {one[key]} instead of {other[key]}" for key in one if one[key] != other[key])
