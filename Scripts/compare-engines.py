#!/usr/bin/env python3
"""compare-engines.py SEGUE ENGINE [--plays N] [--history PATH --zone ZONE] : runs everything on the embedded warehouse and on another engine, and
prints what differs: the cells of every insight and of the feature table, the coefficients of the models.

ENGINE is what --engine takes; its database has to be empty. To Spark (sc://…) the embedded warehouse is handed over as a lake. Whole numbers, words and dates have to be equal; fractions to 1e-9, relative;
coefficients to 1e-6. Exits with 1 where something differs.
"""
import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("segue")
parser.add_argument("engine")
parser.add_argument("--plays", default="1000000")
parser.add_argument("--history")
parser.add_argument("--zone", default="UTC")
options = parser.parse_args()
data = ["--history", options.history, "--zone", options.zone] if options.history else ["--plays", options.plays]
differences = 0


def report(what, count, examples):
    global differences
    differences += len(examples)
    print(f"{what:<34} {count:>10,} compared   {len(examples):>6} differ")
    for example in examples[:5]:
        print(f"    {example}")


def agree(one, other, tolerance):
    if one == other:
        return True
    try:
        left, right = float(one), float(other)
    except (TypeError, ValueError):
        return False
    return abs(left - right) <= tolerance * max(1, abs(right))


def run(engine, folder, lake=None):
    """What `segue run` says, and the feature table. Over a lake nothing is loaded, as it is there already."""
    common = ["--data", folder, "--engine", engine, "--quiet", *(["--lake", lake] if lake else [])]
    start = time.monotonic()
    done = subprocess.run([options.segue, "run", *([] if lake else data), "--no-serve", "--json", *common], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{engine.split('@')[-1]}: {done.stderr}")
    print(f"{engine.split(':')[0]}: {time.monotonic() - start:.1f} s")
    subprocess.run([options.segue, "features", "export", folder + "/features.csv", *common], capture_output=True, check=True)
    with open(folder + "/features.csv", newline="") as table:
        return json.loads(done.stdout), list(csv.reader(table))


with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
    wanted, wanted_features = run("duckdb", one)
    lake = None
    if options.engine.startswith("sc://"):
        lake = two + "/lake"
        subprocess.run([options.segue, "export", "parquet", "--lake", lake, "--data", one, "--quiet"], check=True)
    found, found_features = run(options.engine, two, lake)

for name, answer in wanted["insights"].items():
    other = found["insights"][name]
    examples, cells = [], 0
    if len(answer["rows"]) != len(other["rows"]):
        examples.append(f"{len(other['rows'])} rows, not {len(answer['rows'])}")
    for number, (left, right) in enumerate(zip(other["rows"], answer["rows"])):
        for column in right:
            # The moment of an import is that of the run.
            if column in ("imported_at", "source"):
                continue
            cells += 1
            if not agree(left[column], right[column], 1e-9):
                examples.append(f"row {number}, {column}: {left[column]}, not {right[column]}")
    report(f"insight {name}", cells, examples)

examples = [] if len(found_features) == len(wanted_features) else [f"{len(found_features)} rows, not {len(wanted_features)}"]
for left, right in zip(found_features, wanted_features):
    examples += [f"{right[0]}, {name}: {a}, not {b}" for name, a, b in zip(wanted_features[0], left, right) if not agree(a, b, 1e-9)]
report("listener features", sum(map(len, wanted_features[1:])), examples)

for name, model in wanted["models"].items():
    tables = [("coefficients", model["coefficients"], found["models"][name]["coefficients"])]
    if model.get("drivers"):
        tables.append(("drivers", model["drivers"]["coefficients"], found["models"][name]["drivers"]["coefficients"]))
    for table, rows, others in tables:
        examples = [
            f"{right['feature']}: {left['estimate']}, not {right['estimate']}"
            for left, right in zip(others, rows)
            if left["feature"] != right["feature"] or not agree(left["estimate"], right["estimate"], 1e-6)
        ]
        report(f"model {name}, {table}", len(rows), examples)

print("the same" if not differences else f"{differences} differences")
sys.exit(1 if differences else 0)
