#!/usr/bin/env python3
"""engines.py ENGINE [--plays N] [--runs R] : loading, features and every question on the embedded warehouse and on another engine, side by side.

ENGINE is what --engine takes; its database has to be empty. Wall time of the whole command, medians of R runs (loading: once). Results go to
standard output as a Markdown table. Needs the release build (`make build`).
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("engine")
parser.add_argument("--plays", type=int, default=1_000_000)
parser.add_argument("--runs", type=int, default=5)
options = parser.parse_args()
segue = os.environ.get("SEGUE") or str(pathlib.Path(__file__).resolve().parent.parent / ".build/release/segue")
engines = ["duckdb", options.engine]
questions = [
    "summary", "activity", "stickiness", "retention", "retention-curve", "lifecycle", "funnel playlist", "funnel drop-off", "funnel activation",
    "funnel custom --steps play,stream,like", "skips --by genre", "skips --by hour", "sessions", "genres", "tracks", "artists", "emerging", "freshness",
]


def seconds(engine, folder, *command):
    start = time.monotonic()
    subprocess.run([segue, *command, "--data", folder, "--engine", engine, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def row(name, one, two):
    print(f"| {name} | {one:.2f} s | {two:.2f} s | {two / one:.1f} |", flush=True)


print(f"| {options.plays:,} plays | duckdb | {options.engine.split(':')[0]} | times |\n|---|---|---|---|")
with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
    folders = dict(zip(engines, (one, two)))
    row("simulate and load", *(seconds(engine, folders[engine], "simulate", "--plays", str(options.plays)) for engine in engines))
    row("build features", *(statistics.median(seconds(engine, folders[engine], "features", "build") for _ in range(options.runs)) for engine in engines))
    row("train skip", *(seconds(engine, folders[engine], "train", "skip") for engine in engines))
    row("train duration", *(seconds(engine, folders[engine], "train", "duration") for engine in engines))
    for question in questions:
        row(
            f"insights {question}",
            *(statistics.median(seconds(engine, folders[engine], "insights", *question.split()) for _ in range(options.runs)) for engine in engines))
