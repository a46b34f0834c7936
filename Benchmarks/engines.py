#!/usr/bin/env python3
"""engines.py ENGINE [--plays N] [--runs R] [--skip-training] : loading, features and every question on several engines, side by side.

ENGINE is what --engine takes. PostgreSQL's database has to be empty. For Spark (sc://…) the data are loaded by the embedded engine and written as a
lake, which the embedded engine (as `lake`) and Spark then both read; the lake is made in --lake, which the servers have to reach.

Times are wall times of the whole command, medians of R runs (loading and training: once). Memory is the most that was resident at one time: of
segue, and of the Java processes of Spark where they run on this machine. Results go to standard output as a Markdown table. Needs the release
build (`make build`, with SPARK=1 for Spark).
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("engine")
parser.add_argument("--plays", type=int, default=1_000_000)
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--skip-training", action="store_true")
parser.add_argument("--data", help="a data directory that holds the plays already, instead of simulating them")
parser.add_argument("--lake", help="where the lake is made (default: a temporary folder)")
options = parser.parse_args()
segue = os.environ.get("SEGUE") or str(pathlib.Path(__file__).resolve().parent.parent / ".build/release/segue")
spark = options.engine.startswith("sc://")
questions = [
    "summary", "activity", "stickiness", "retention", "retention-curve", "lifecycle", "funnel playlist", "funnel drop-off", "funnel activation",
    "funnel custom --steps play,stream,like", "skips --by genre", "skips --by hour", "sessions", "genres", "tracks", "artists", "emerging", "freshness",
]


class ServerMemory(threading.Thread):
    """The most that the servers of Spark on this machine had resident at one time. Unit: megabytes."""

    def __init__(self):
        super().__init__(daemon=True)
        self.most = 0
        self.over = threading.Event()

    @staticmethod
    def now():
        total = 0
        for process in pathlib.Path("/proc").iterdir():
            if not process.name.isdigit():
                continue
            try:
                if b"org.apache.spark" in (process / "cmdline").read_bytes():
                    total += next(int(line.split()[1]) for line in (process / "status").read_text().splitlines() if line.startswith("VmRSS"))
            except (OSError, StopIteration):
                pass  # It ended while it was looked at.
        return total / 1024

    def run(self):
        while not self.over.wait(0.3):
            self.most = max(self.most, self.now())


class Engine:
    def __init__(self, title, *arguments):
        self.title = title
        self.arguments = arguments
        self.own = self.servers = 0

    def seconds(self, *command):
        memory = ServerMemory()
        if self.title == "spark":
            memory.start()
        start = time.monotonic()
        process = subprocess.Popen([segue, *command, *self.arguments, "--quiet"], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.monotonic() - start
        memory.over.set()
        if status:
            sys.exit(f"{' '.join(command)} on {self.title} ended with status {os.waitstatus_to_exitcode(status)}")
        self.own = max(self.own, usage.ru_maxrss / 1024)
        self.servers = max(self.servers, memory.most)
        return elapsed


def row(name, *values):
    times = [f"{value / values[0]:.1f}" for value in values[1:]] if values[0] else []
    print(f"| {name} | {' | '.join(f'{value:.2f} s' for value in values)} | {' | '.join(times)} |", flush=True)


def measure(name, engines, runs, *command):
    """One row, and the memory that it took."""
    for engine in engines:
        engine.own = engine.servers = 0
    row(name, *(statistics.median(engine.seconds(*command) for _ in range(runs)) for engine in engines))
    memory.append((name, [f"{engine.own:.0f}" + (f" + {engine.servers:.0f}" if engine.servers else "") for engine in engines]))


memory = []
with tempfile.TemporaryDirectory() as folder:
    data = options.data or folder + "/duckdb"
    lake = options.lake or folder + "/lake"
    embedded = Engine("duckdb", "--data", data)
    if spark:
        others = [
            Engine("lake", "--engine", "lake", "--lake", lake, "--data", folder + "/lake-data"),
            Engine("spark", "--engine", options.engine, "--lake", lake, "--data", folder + "/spark-data"),
        ]
    else:
        others = [Engine("postgres", "--engine", options.engine, "--data", folder + "/postgres-data")]
    engines = [embedded, *others]
    print(f"| {options.plays:,} plays | {' | '.join(engine.title for engine in engines)} | {' | '.join(f'times ({other.title})' for other in others)} |")
    print("|" + "---|" * (len(engines) + len(others) + 1), flush=True)
    simulate = ["simulate", "--plays", str(options.plays)]
    if spark:
        if not options.data:
            print(f"loaded in {embedded.seconds(*simulate):.1f} s", file=sys.stderr)
        print(f"lake written in {embedded.seconds('export', 'parquet', '--lake', lake):.1f} s", file=sys.stderr)
    else:
        measure("simulate and load", engines, 1, *simulate)
    measure("build features", engines, options.runs, "features", "build")
    if not options.skip_training:
        measure("train skip", engines, 1, "train", "skip")
        measure("train duration", engines, 1, "train", "duration")
    for question in questions:
        measure(f"insights {question}", engines, options.runs, "insights", *question.split())
    if spark:
        print(f"\n| memory, MB | {' | '.join(engine.title for engine in engines)} |\n|" + "---|" * (len(engines) + 1))
        for name, values in memory:
            print(f"| {name} | {' | '.join(values)} |")
