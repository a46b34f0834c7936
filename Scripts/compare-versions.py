#!/usr/bin/env python3
"""compare-versions.py OLD NEW [--plays N] [--history FOLDER] : lists every answer that differs between two builds of segue.

Both builds simulate a service, or import a real history, each into a data directory of its own, and answer everything they can as JSON: the run with
its models' coefficients, every insight, every feature of every listener, and an experiment from its design to its report. Numbers are equal where
they agree to 12 digits; keys are compared in snake_case, so that a change of casing alone is none. What differs is listed by its path, once for all rows
of a list. Insights are asked up to one day, the last complete one of NEW, because builds may differ in the range that they take by default. Moments,
durations, versions, paths and the texts that document an answer are left out. Exits with 1 where anything differs.
"""
import argparse
import csv
import json
import math
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

LEFT_OUT = {
    "elapsed", "duration_text", "seconds", "at", "generated_at", "created_at", "trained_at", "imported_at", "loaded_at", "version", "path", "data",
    "directory", "digest", "fingerprint", "seal", "checksum", "sql", "queries", "note", "loads", "plan_digest", "schema_version", "meaning", "definition", "grain", "columns", "insights", "stages",
}
INSIGHTS = ["summary", "changes", "activity", "stickiness", "retention", "retention-curve", "lifecycle", "funnel playlist", "funnel activation",
            "funnel drop-off", "skips", "skips --by kinds", "skips --by moments", "skips --by hour", "skips --by device", "sessions",
            "sessions --lengths", "genres", "tracks", "artists", "emerging", "freshness"]
EXPERIMENTS = [
    'design walk --hypothesis "Less is skipped." --primary skip_rate=10% --guardrail minutes=15% --secondary sessions --secondary new_artists '
    "--monitoring group-sequential --looks 2 --dimensions country,tier --window-days 7",
    "start walk --at 2025-12-28", "simulate walk --days 28 --effect treatment:skip_log_odds=-0.4", "analyze walk --take-look",
    'design look --hypothesis "Less is skipped." --primary skip_rate=10% --secondary minutes --secondary conversion --monitoring fixed '
    "--dimensions tier --window-days 7",
    "start look --at 2026-01-25", "simulate look --days 42 --effect treatment:skip_log_odds=-0.4", "analyze look",
]


def snake(key):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda m: "_" + m.group(1).lower(), key)


def ask(program, data, words, json_output=True):
    done = subprocess.run(
        [program, *words, "--data", str(data), "--quiet", *(["--json"] if json_output else [])], capture_output=True, text=True)
    if done.returncode != 0:
        return {"error": done.stderr.strip().splitlines()[-1:] if done.stderr else done.returncode}
    try:
        return json.loads(done.stdout) if json_output else done.stdout
    except ValueError:
        return {"text": done.stdout}


def answers(program, folder, arguments, last_day):
    """Everything that a build answers up to a day, by name, and that day."""
    data, found = folder / "data", {}
    if arguments.history:
        found["import"] = ask(program, data, ["import", "spotify", arguments.history, "--zone", "Europe/Copenhagen"])
        found["run"] = ask(program, data, ["run", "--no-serve"])
    else:
        found["run"] = ask(program, data, ["run", "--plays", str(arguments.plays), "--no-serve"])
    last_day = last_day or ask(program, data, ["insights", "summary"])["parameters"]["last_day"]
    for insight in INSIGHTS:
        until = [] if insight == "freshness" else ["--to", last_day]
        found[f"insights {insight}"] = ask(program, data, ["insights", *insight.split(), *until])
    for model in ["skip", "duration"]:
        found[f"models show {model}"] = ask(program, data, ["models", "show", model])
    table = folder / "features.csv"
    ask(program, data, ["features", "export", str(table)])
    if table.exists():
        rows = list(csv.DictReader(table.open()))
        found["features"] = [{key: number(value) for key, value in row.items()} for row in rows]
    if not arguments.history:
        for command in EXPERIMENTS:
            words = shlex.split(command)
            answer = ask(program, data, ["experiment", *words])
            # Before 0.2 every analysis was a look.
            if "error" in answer and "--take-look" in words:
                answer = ask(program, data, ["experiment", *words[:-1]])
            found["experiment " + " ".join(words[:2])] = answer
    return found, last_day


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return text


def differences(one, other, path, found):
    if isinstance(one, dict) and isinstance(other, dict):
        one, other = {snake(k): v for k, v in one.items()}, {snake(k): v for k, v in other.items()}
        for key in sorted(set(one) | set(other)):
            if key in LEFT_OUT:
                continue
            if key not in one or key not in other:
                note(found, f"{path}.{key}", "only before" if key in one else "only after", "")
            else:
                differences(one[key], other[key], f"{path}.{key}", found)
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            note(found, f"{path}[]", f"{len(one)} entries", f"{len(other)} entries")
        for a, b in zip(one, other):
            differences(a, b, f"{path}[]", found)
    elif isinstance(one, (int, float)) and isinstance(other, (int, float)) and not isinstance(one, bool):
        if not (one == other or math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-300)):
            note(found, path, one, other)
    elif one != other:
        note(found, path, one, other)


def note(found, path, one, other):
    count, first = found.get(path, (0, (one, other)))
    found[path] = (count + 1, first)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--plays", type=int, default=200_000)
    parser.add_argument("--history", help="a folder with a Spotify history, in place of a simulated service")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        both, last_day = {}, None
        for which in ["new", "old"]:
            folder = pathlib.Path(name) / which
            folder.mkdir()
            both[which], last_day = answers(os.path.abspath(getattr(arguments, which)), folder, arguments, last_day)
    total = 0
    for key in both["old"]:
        found = {}
        differences(both["old"][key], both["new"].get(key), "", found)
        total += len(found)
        print(f"{key}: {'the same' if not found else f'{len(found)} paths differ'}")
        for path, (count, (one, other)) in sorted(found.items()):
            print(f"  {path or '.'} ({count}×): {str(one)[:90]} → {str(other)[:90]}")
    print(f"{total} paths differ")
    sys.exit(1 if total else 0)


main()
