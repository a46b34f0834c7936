#!/usr/bin/env python3
"""tampered.py SEGUE [--seed N] [--count N] [--jobs N] [--seconds 20] [--only PATTERN] [--keep DIR]

Gives tampered files to the program, a process for each: zips, gzip, CSV, JSON, YAML and Parquet that were made to do harm, and files of
every kind that were changed at random; models, experiments, metrics and configuration of a data directory; plans; manifests of lakes.

A run must end within 20 seconds (--seconds; a debug build may need more) and 1.5 GB with a documented exit code. It must not trap, print
control characters, write megabytes of messages or leave temporary files. Where it is known which exit code is right, that is compared too.

--count is the number of files that are changed at random, --jobs how many run side by side, --only chooses cases by a pattern of their
names, --keep copies the files of bad cases to a folder. Equal seeds change files alike. Prints what went wrong and a summary; exits with
1 where anything did.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import sys
import tempfile
import time

import inputs
from mutations import mutated
from program import Program

MEGABYTES = 1500
MOST_TEXT = 100_000
CONTROL = re.compile(rb"[\0-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
ANY = {0, 1, 2, 3, 4}
LIKE_ANY_FILE = {0, 3}
EXPOSED = "2025-11-10T12:00:00Z"


class Case:
    """Files in a folder, and commands on them.

    `make` takes the folder and answers the commands, each a list of arguments. `right` holds the exit codes that the first may end with.
    """

    def __init__(self, name, make, right=ANY):
        self.name, self.make, self.right = name, make, right


class Base:
    """The data directory, lake and files that are tampered with."""

    def __init__(self, program, folder):
        self.data, self.lake, self.exposures = folder / "data", folder / "lake", folder / "exposures.csv"
        must = lambda *arguments: program.must(*arguments, "--data", self.data)
        must("simulate", "--plays", "4000", "--listeners", "60", "--until", "2025-12-28", "--seed", "1")
        must("features", "build")
        must("train", "skip"), must("train", "duration")
        (self.data / "metrics").mkdir()
        (self.data / "metrics" / "spent.sql").write_text(METRIC)
        (folder / "plan.yaml").write_text(PLAN)
        must("experiment", "draft", "loud", "--plan", folder / "plan.yaml")
        must("experiment", "start", "loud", "--at", "2025-11-01")
        listeners = [row["listener_id"] for row in program.rows(self.data, "SELECT listener_id FROM listeners ORDER BY listener_key")]
        rows = [f"{unit},{'control' if place % 2 else 'treatment'},{EXPOSED}" for place, unit in enumerate(listeners)]
        self.exposures.write_text("\n".join(["unit,arm,exposed_at"] + rows) + "\n")
        must("experiment", "expose", "loud", self.exposures)
        must("export", "parquet", "--lake", self.lake)
        must("export", "parquet", "--out", folder / "plays")
        self.parquet = max((folder / "plays").rglob("*.parquet"), key=lambda file: file.stat().st_size).read_bytes()


METRIC = """-- metric spent: Spent | mean | EUR | higher | real spent per 2 if known after 7 | minutes, as money
SELECT spans.unit, SUM(plays.ms_played) AS spent
FROM {{spans}} AS spans
JOIN plays ON spans.unit = plays.listener_key AND plays.started_at >= spans.from_at AND plays.started_at < spans.until_at
GROUP BY spans.unit
"""
PLAN = """key: loud
hypothesis: Louder is better.
arms: [{key: control, weight: 50}, {key: treatment, weight: 50}]
metrics:
  - {metric: skip_rate, role: primary, minimum_effect: 0.05}
  - {metric: minutes, role: guardrail, margin: 0.02}
  - {metric: sessions, role: secondary, winsorised: 0.01}
  - {metric: spent, role: secondary}
monitoring: {kind: group_sequential, looks: 2, spending: obrien_fleming}
significance: 0.05
power: 0.8
window_days: 7
covariate_days: 14
dimensions: [country, tier]
poststratified_by: tier
assignment:
  coverage: 0.5
  holdout: {name: "2026", share: 0.05}
  namespace: {name: home, range: {lower: 0, upper: 0.5}}
  targeting: {country: {$in: [DK, SE]}}
planned_units: 60
planned_days: 30
"""


# Files that are imported

def imported(form, name, data, more=()):
    """Imports a file into a new data directory, and where that was accepted uses what came in."""
    def make(folder):
        (folder / name).write_bytes(data)
        return [["import", form, folder / name, *more], *USES]
    return make


USES = [["insights", "summary"], ["insights", "activity"], ["features", "build"]]


def made_for_harm(base):
    for name, data, right in inputs.zips():
        yield Case(f"zip: {name}", imported("spotify", "my_spotify_data.zip", data), right)
    for name, data, right in inputs.gzips():
        yield Case(f"gzip: {name}", imported("csv", "plays.csv.gz", data), right)
    for name, data, right in inputs.tables():
        yield Case(f"csv: {name}", imported("csv", "plays.csv", data), right)
    for name, data, form, right in inputs.documents():
        yield Case(f"json: {form}, {name}", imported(form, inputs.HISTORY if form == "spotify" else "plays.ndjson", data), right)
    for name, data in inputs.parquets(base.parquet):
        yield Case(f"parquet: {name}", imported("parquet", "plays.parquet", data), LIKE_ANY_FILE)
    for form in ["spotify", "csv", "ndjson", "parquet"]:
        yield Case(f"{form}: random bytes", imported(form, "Streaming_History_1.json", inputs.random_text(form)), {3})
    yield from special_files()
    for name, text in inputs.documents_in_yaml():
        yield Case(f"mapping: {name}", mapped(text.encode()), LIKE_ANY_FILE)
        yield Case(f"segue.yaml: {name}", configured(base, text.encode()))
        yield Case(f"plan: {name}", planned(base, text.encode()))


def special_files():
    with tempfile.TemporaryDirectory() as folder:
        names = list(inputs.special_files(pathlib.Path(folder)))
    for name in names:
        for form in ["spotify", "csv"]:
            def make(folder, name=name, form=form):
                return [["import", form, inputs.special_files(folder)[name]]]
            yield Case(f"{form}: {name}", make, {3})


def mapped(data):
    def make(folder):
        (folder / "map.yaml").write_bytes(data)
        (folder / "plays.csv").write_bytes(inputs.table())
        return [["import", "csv", folder / "plays.csv", "--map", folder / "map.yaml"]]
    return make


# Files of a data directory

def copied(base, folder):
    data = folder / "data"
    shutil.copytree(base.data, data)
    return data


def configured(base, data):
    def make(folder):
        (folder / "data").mkdir()
        (folder / "data" / "segue.yaml").write_bytes(data)
        return [["imports", "list"]]
    return make


def planned(base, data):
    """Takes an experiment with a tampered plan through its life."""
    def make(folder):
        copied(base, folder)
        (folder / "plan.yaml").write_bytes(data)
        life = [["draft", "other", "--plan", folder / "plan.yaml"], ["start", "other", "--at", "2025-11-01"],
                ["assign", "other", "simulated-1-1"], ["expose", "other", base.exposures], ["show", "other"], ["analyze", "other"],
                ["report", "other", "--out", folder / "report.html"], ["report", "other", "--out", folder / "report.md"]]
        # The key in the file goes first where it is another one, and then there is no experiment "other".
        return [["experiment", *step] for step in life]
    return make


def model_commands(folder):
    return [["models", "list"], ["models", "show", "skip"], ["models", "sql", "skip"], ["score", "skip", "--out", folder / "scores.csv"],
            ["models", "promote", "skip@1"], ["models", "show", "duration"], ["score", "duration", "--out", folder / "minutes.csv"]]


def experiment_commands(folder):
    return [["experiment", "list"], ["experiment", "show", "loud"], ["experiment", "analyze", "loud"],
            ["experiment", "report", "loud", "--out", folder / "report.html"], ["experiment", "report", "loud", "--out", folder / "report.json"],
            ["experiment", "assign", "loud", "simulated-1-1"], ["experiment", "metrics"]]


def sealed(data):
    """A record with the seal that it should have, so that what is inside is looked at; as it is where it is no record."""
    try:
        record = json.loads(data)
        record["seal"] = ""
        digest = 0xCBF29CE484222325
        for byte in json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode():
            digest = (digest ^ byte) * 0x100000001B3 & 0xFFFF_FFFF_FFFF_FFFF
        record["seal"] = f"{digest:016x}"
        return json.dumps(record, ensure_ascii=False).encode()
    except (ValueError, TypeError, RecursionError):
        return data


def tampered_file(base, name, commands, change):
    def make(folder):
        data = copied(base, folder)
        (data / name).write_bytes(change((data / name).read_bytes()))
        return commands(folder)
    return make


def promoted(base, text):
    def make(folder):
        (copied(base, folder) / "models" / "skip" / "promoted").write_bytes(text)
        return model_commands(folder)
    return make


def numbered(base, name):
    """Further versions of a model and an experiment, with names that are no usual numbers."""
    def make(folder):
        data = copied(base, folder)
        for kind, key in [("models", "skip"), ("experiments", "loud")]:
            shutil.copy(data / kind / key / "0001.json", data / kind / key / name)
        return model_commands(folder) + experiment_commands(folder) + [["train", "skip"], ["experiment", "stop", "loud", "--reason", "x"]]
    return make


def lake(base, change):
    """Reads, imports, asks and writes a lake whose manifest was tampered with."""
    def make(folder):
        place = folder / "lake"
        shutil.copytree(base.lake, place, copy_function=os.link)
        manifest = place / "manifest.json"
        changed = change(manifest.read_bytes())
        manifest.unlink()
        manifest.write_bytes(changed)
        read = ["--engine", "lake", "--lake", place]
        data = ["--data", folder / "answers"]
        return [["sql", "SELECT COUNT(*) AS plays FROM plays", *read, *data], ["insights", "activity", *read, *data],
                ["doctor", *read, *data], ["import", "parquet", place, "--data", folder / "imported"],
                ["export", "parquet", "--lake", place, "--data", base_copy(base, folder)]]
    return make


def base_copy(base, folder):
    return folder / "data" if (folder / "data").exists() else copied(base, folder)


def directories(base):
    for text in [b"", b"-1", b"0", b"9223372036854775808", b"1e999", b"../../x", b"\xff\xfe", b"1" * 100_000, b"2"]:
        yield Case(f"promoted: {text[:30]!r}", promoted(base, text))
    for name in ["9223372036854775807.json", "-1.json", "0000.json", "0.json", "99999999999999999999.json", "0002.json", "+3.json",
                 ".json", "9223372036854775806.json"]:
        yield Case(f"versions: {name}", numbered(base, name))
    skip, record = "models/skip/0001.model.json", "experiments/loud/0002.json"
    for name, change in WHOLESALE.items():
        yield Case(f"artifact: {name}", tampered_file(base, skip, model_commands, change))
        yield Case(f"report of a model: {name}", tampered_file(base, "models/skip/0001.json", model_commands, change))
        yield Case(f"record: {name}", tampered_file(base, record, experiment_commands, change))
        yield Case(f"sealed record: {name}", tampered_file(base, record, experiment_commands, lambda data, c=change: sealed(c(data))))
        yield Case(f"manifest: {name}", lake(base, change))
    for name, text in inputs.documents_in_yaml():
        yield Case(f"record: {name}", tampered_file(base, record, lambda folder: experiment_commands(folder)[:2], lambda _, t=text: t.encode()))
    for path in ["/etc/passwd", "../../../../../../../../etc/passwd", "plays/../../x.parquet", "plays/*.parquet", "http://127.0.0.1:9/x",
                 "", "\0", "x" * 100_000, "a'b"]:
        yield Case(f"manifest: a file is {path[:40]!r}", lake(base, manifest_change(lambda table, p=path: file_of(table).update(path=p))), {3})
    for kind in ["VARCHAR) || (SELECT content FROM read_text('/etc/hostname')", "BIGINT; DROP TABLE plays", "", "\0", "NOTHING"]:
        yield Case(f"manifest: a type is {kind[:30]!r}", lake(base, manifest_change(lambda table, k=kind: table["columns"][1].update(type=k))), {3})
        yield Case(f"manifest: a column is {kind[:30]!r}", lake(base, manifest_change(lambda table, k=kind: table["columns"][1].update(name=k))), {3})
    for number in [-1, 2**63 - 1, -2**63, 2**63, 1e300]:
        for field in ["rows", "day", "fingerprint"]:
            change = manifest_change(lambda table, f=field, n=number: table["partitions"][0].update({f: n}))
            yield Case(f"manifest: {field} is {number}", lake(base, change))
        yield Case(f"manifest: bytes is {number}", lake(base, manifest_change(lambda table, n=number: file_of(table).update(bytes=n))))


def file_of(table):
    return table["partitions"][0]["files"][0]


def manifest_change(change):
    """Changes the table `plays` of a manifest."""
    def apply(data):
        manifest = json.loads(data)
        change(next(table for table in manifest["tables"] if table["name"] == "plays"))
        return json.dumps(manifest).encode()
    return apply


def every_number(value):
    return lambda data: re.sub(rb"(?<=[:\[,]) *-?\d+(\.\d+)?([eE][+-]?\d+)?(?=\s*[,}\]])", value, data)


WHOLESALE = {
    "nothing": lambda data: b"",
    "half": lambda data: data[:len(data) // 2],
    "without its last byte": lambda data: data[:-2],
    "another document": lambda data: b"[1, 2, 3]",
    "null": lambda data: b"null",
    "100,000 lists": lambda data: b"[" * 100_000,
    "100,000 objects": lambda data: b'{"a":' * 100_000,
    "20 MB of zeros": lambda data: b"\0" * 20_000_000,
    "every number 1e999": every_number(b"1e999"),
    "every number -1": every_number(b"-1"),
    "every number 0": every_number(b"0"),
    "every number 2^63": every_number(b"9223372036854775808"),
    "every number 2^63 - 1": every_number(b"9223372036854775807"),
    "every number 1e308": every_number(b"1e308"),
    "every number 5e-324": every_number(b"5e-324"),
    "every list empty": lambda data: re.sub(rb"\[[^\[\]]*\]", b"[]", data),
    "every text empty": lambda data: re.sub(rb': *"[^"]*"', b':""', data),
    "names with quotes": lambda data: re.sub(rb'("name" *: *")', rb"\1x') OR 1=1 -- ", data),
}


# Files that are changed at random

def changed_at_random(base, count, seed):
    data = base.data
    extended = inputs.archive([("MyData/" + inputs.HISTORY, inputs.spotify()), ("MyData/ReadMe.pdf", b"%PDF-1.4")])
    mapping = (pathlib.Path(__file__).parents[2] / "docs/mappings/spotify-extended-flattened.yaml").read_bytes()
    kinds = [
        ("spotify", lambda new: imported("spotify", inputs.HISTORY, new(inputs.spotify())), LIKE_ANY_FILE),
        ("zip", lambda new: imported("spotify", "data.zip", new(extended, 300)), LIKE_ANY_FILE),
        ("csv", lambda new: imported("csv", "plays.csv", new(inputs.table())), LIKE_ANY_FILE),
        ("ndjson", lambda new: imported("ndjson", "plays.ndjson", new(inputs.ndjson())), LIKE_ANY_FILE),
        ("gzip", lambda new: imported("csv", "plays.csv.gz", new(inputs.gzip.compress(inputs.table(500)))), LIKE_ANY_FILE),
        ("parquet", lambda new: imported("parquet", "plays.parquet", new(base.parquet, 6000)), LIKE_ANY_FILE),
        ("mapping", lambda new: mapped(new(mapping)), LIKE_ANY_FILE),
        ("segue.yaml", lambda new: configured(base, new(b"memory_mb: 512\nthreads: 2\nengagement: {plays: 0.4, minutes: 0.6}\n")), ANY),
        ("plan", lambda new: planned(base, new(PLAN.replace("key: loud", "key: other").encode())), ANY),
        ("artifact", lambda new: tampered_file(base, "models/skip/0001.model.json", model_commands, new), ANY),
        ("duration artifact", lambda new: tampered_file(base, "models/duration/0001.model.json", model_commands, new), ANY),
        ("report of a model", lambda new: tampered_file(base, "models/skip/0001.json", model_commands, new), ANY),
        ("record", lambda new: tampered_file(base, "experiments/loud/0002.json", experiment_commands, new), ANY),
        ("sealed record", lambda new: tampered_file(
            base, "experiments/loud/0002.json", experiment_commands, lambda data: sealed(new(data))), ANY),
        ("metric", lambda new: tampered_file(base, "metrics/spent.sql", experiment_commands, new), ANY),
        ("manifest", lambda new: lake(base, new), ANY),
    ]
    for number in range(count):
        name, build, right = kinds[number % len(kinds)]
        dice = random.Random(f"{seed} {number}")
        yield Case(f"random {name} {number}", build(lambda data, tail=None, dice=dice: mutated(data, dice, tail)), right)


# Running

def faults(outcome, right):
    """What is wrong with a run."""
    trouble = outcome.trouble()
    if trouble:
        return [trouble]
    found = [] if outcome.code in right else [f"exit code {outcome.code}, not {' or '.join(map(str, sorted(right)))}: {outcome.message}"]
    control = CONTROL.search(outcome.errors) or CONTROL.search(outcome.output)
    if control:
        found.append(f"prints the control character {control.group()!r}")
    if len(outcome.errors) > MOST_TEXT:
        found.append(f"writes {len(outcome.errors):,} bytes of messages")
    if outcome.code and not re.search(rb"\[[a-z-]+\.[a-z-]+\]|BAD", outcome.errors + outcome.output):
        found.append(f"its message has no code: {outcome.message}")
    return found


class Runner:
    """Runs cases, and counts."""

    def __init__(self, segue, folder, seconds, keep):
        self.segue, self.folder, self.seconds, self.keep = segue, folder, seconds, keep
        self.runs, self.slowest, self.largest = collections.Counter(), (0, ""), (0, "")

    def run(self, case):
        """What is wrong with a case, a line each."""
        found = []
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            folder = pathlib.Path(folder)
            program = Program(self.segue, folder / "tmp")
            commands = case.make(folder)
            for place, command in enumerate(commands):
                if "--data" not in command:
                    command = [*command, "--data", folder / "data"]
                outcome = program.run(*command, seconds=self.seconds, megabytes=MEGABYTES)
                shown = " ".join(map(str, command)).replace(str(folder), ".")[:200]
                self.runs[outcome.code] += 1
                self.slowest = max(self.slowest, (outcome.seconds, f"{case.name}: {shown}"))
                self.largest = max(self.largest, (outcome.megabytes, f"{case.name}: {shown}"))
                found += [f"{case.name}: segue {shown}: {fault}" for fault in faults(outcome, case.right if place == 0 else ANY)]
                left = [] if outcome.excess else program.leftovers()
                found += [f"{case.name}: segue {shown}: leaves {', '.join(left[:3])} in the temporary folder"] if left else []
                if outcome.code != 0 and command[0] == "import" and commands[1:] == USES:
                    break
            if found and self.keep:
                shutil.copytree(
                    folder, self.keep / re.sub(r"\W+", "-", case.name)[:80], dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("tmp", "pipes"))
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("segue", help="the program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=320, help="files that are changed at random")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20, help="the most that a run may take")
    parser.add_argument("--only", default="", metavar="PATTERN")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="segue-tampered-") as folder:
        folder = pathlib.Path(folder)
        base = Base(Program(options.segue, folder / "tmp"), folder)
        runner = Runner(options.segue, folder, options.seconds, options.keep)
        every = (case for cases in [made_for_harm(base), directories(base), changed_at_random(base, options.count, options.seed)] for case in cases)
        cases, bad = 0, 0
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            # Files that were made for harm are large: only a few are held at a time.
            waiting = collections.deque()
            def settle():
                nonlocal bad
                found = waiting.popleft().result()
                bad += bool(found)
                for fault in found:
                    print(f"FAULT {fault}", flush=True)
            for case in every:
                if re.search(options.only, case.name):
                    cases += 1
                    waiting.append(pool.submit(runner.run, case))
                if len(waiting) > 2 * options.jobs:
                    settle()
            while waiting:
                settle()
    codes = ", ".join(f"{count} with {code}" for code, count in sorted(runner.runs.items()))
    print(f"slowest: {runner.slowest[0]:.1f} s, {runner.slowest[1]}")
    print(f"largest: {runner.largest[0]:.0f} MB, {runner.largest[1]}")
    print(f"{cases} cases and {runner.runs.total()} runs with seed {options.seed} in {time.monotonic() - began:.0f} s "
          f"({codes}): {bad} cases with faults")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
