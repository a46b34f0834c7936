#!/usr/bin/env python3
"""Feeds extremes to every option of every command, every field of a plan, and every part of a metric's header.

    arguments.py SEGUE [--share 1.0] [--seed 1] [--timeout 60]

A run is fine if the program ends by itself with an exit code of 0 to 4. Anything else (a signal, an abort, no end) is listed, and the script
exits with 1. --share tries a random part of all cases. Commands come from `segue --experimental-dump-help`; everything happens in a
temporary folder, which is removed.
"""

import argparse
import concurrent.futures
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading

MEGABYTE = "x" * 1_000_000
NUMBERS = [
    "0", "-1", "1", "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "inf", "-inf", "nan", "1e308", "-1e308", "1e-308", "1e309",
    "0.5", "1e-320",
]
TEXTS = ["", " ", "é", "e\u0301", "../..", "'; DROP TABLE plays; --", "%s%n", "\u202e", "a=b=c", "=", "0001-01-01", "9999-12-31", "2025-+1-+1"]
# The kernel bounds one argument at 128 KB.
EXTREMES = NUMBERS + TEXTS + ["x" * 120_000]
SHARED = ["data", "engine", "lake", "config"]
FINE = {0, 1, 2, 3, 4}


class Stage:
    """A data directory with something in it, copied for each worker."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.base = os.path.join(folder, "base")
        self.local = threading.local()
        self.count, self.lock = 0, threading.Lock()
        must = lambda *words: self.run(list(words) + ["--data", self.base], 600, check=True)
        must("simulate", "--plays", "2000", "--listeners", "40", "--seed", "7", "--quiet")
        must("experiment", "draft", "first", "--plan", self.plan("planned_units", "40"))
        must("experiment", "start", "first", "--at", "2020-01-01T00:00:00Z")
        self.exposures = os.path.join(folder, "exposures.csv")
        rows = must("sql", "--csv", "SELECT listener_id FROM listeners ORDER BY 1").stdout.split()[1:]
        with open(self.exposures, "w") as file:
            file.write("unit,arm,exposed_at\n")
            for place, unit in enumerate(rows):
                file.write(f"{unit},{'control' if place % 2 else 'treatment'},2025-11-01T00:00:00Z\n")
        must("experiment", "expose", "first", self.exposures)

    def data(self, fresh=False):
        """A copy that this thread alone uses; made anew now and then, since commands change it."""
        uses = getattr(self.local, "uses", 0)
        if fresh or uses % 40 == 0:
            with self.lock:
                self.count += 1
                place = os.path.join(self.folder, f"data-{self.count}")
            if getattr(self.local, "place", None):
                shutil.rmtree(self.local.place, ignore_errors=True)
            shutil.copytree(self.base, place)
            self.local.place = place
        self.local.uses = uses + 1
        return self.local.place

    def run(self, words, timeout, check=False):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("SEGUE_")}
        done = subprocess.run(
            [self.program] + words, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=timeout, encoding="utf-8", errors="replace")
        if check and done.returncode != 0:
            sys.exit(f"{' '.join(words)[:300]} ended with {done.returncode}: {done.stderr[:2000]}")
        return done

    def plan(self, field=None, value=None):
        """A plan as a file, with one field as it is given: JSON but for that, which YAML reads."""
        fields = {
            "key": '"first"', "hypothesis": '"h"', "unit": '"listener"', "significance": "0.05", "power": "0.8", "window_days": "7",
            "covariate_days": "7", "planned_units": "40", "planned_days": "30", "dimensions": '["country"]', "poststratified_by": "null",
            "exposures": "null",
            "arms.control": "1", "arms.treatment": "1", "assignment.seed": '"s"', "assignment.hash": "null", "assignment.coverage": "1",
            "assignment.sticky": "false", "namespace.name": '"n"', "namespace.lower": "0", "namespace.upper": "1", "holdout.share": "0.01",
            "holdout.name": '"h"', "targeting": "null", "metric.name": '"skip_rate"', "metric.role": '"primary"', "metric.minimum_effect": "0.1",
            "metric.margin": "0.1", "metric.winsorised": "null", "metric.adjusted": "true", "monitoring.kind": '"fixed"', "monitoring.looks": "4",
            "monitoring.spending": '"pocock"', "monitoring.tuned_for": "5000",
        }
        if field:
            fields[field] = value
        f = fields
        skip = lambda name: f"\"{name}\": {f[name]}"
        text = "{" + ", ".join(
            [skip(name) for name in f if "." not in name and name != "targeting" and f[name] != "null"]
            + [
                f'"arms": [{{"key": "control", "weight": {f["arms.control"]}}}, {{"key": "treatment", "weight": {f["arms.treatment"]}}}]',
                '"assignment": {"seed": %s, "coverage": %s, "sticky": %s, %s %s "namespace": {"name": %s, "range": {"lower": %s, "upper": %s}}, '
                '"holdout": {"name": %s, "share": %s}}' % (
                    f["assignment.seed"], f["assignment.coverage"], f["assignment.sticky"],
                    '"hash": %s,' % f["assignment.hash"] if f["assignment.hash"] != "null" else "",
                    '"targeting": %s,' % f["targeting"] if f["targeting"] != "null" else "",
                    f["namespace.name"], f["namespace.lower"], f["namespace.upper"], f["holdout.name"], f["holdout.share"]),
                '"metrics": [{"metric": %s, "role": %s, "minimum_effect": %s, "margin": %s, %s "adjusted": %s}]' % (
                    f["metric.name"], f["metric.role"], f["metric.minimum_effect"], f["metric.margin"],
                    '"winsorised": %s,' % f["metric.winsorised"] if f["metric.winsorised"] != "null" else "", f["metric.adjusted"]),
                '"monitoring": {"kind": %s, "looks": %s, "spending": %s, "tuned_for": %s}' % (
                    f["monitoring.kind"], f["monitoring.looks"], f["monitoring.spending"], f["monitoring.tuned_for"]),
            ]) + "}"
        with self.lock:
            self.count += 1
            path = os.path.join(self.folder, f"plan-{self.count}.yaml")
        with open(path, "w") as file:
            file.write(text)
        self.fields = list(fields)
        return path


def option_cases(stage):
    """A case for each option and argument of each command, with each extreme."""
    tree = json.loads(stage.run(["--experimental-dump-help"], 60, check=True).stdout)
    needed = {
        "format": "csv", "path": "missing.csv", "id": "1", "name": "recency_days", "model": "skip", "key": "first", "file": stage.exposures,
        "action": "stop", "statement": "SELECT 1", "out": "report.md", "kind": "drop-off", "units": "anna",
    }
    # So that a run that takes its option ends soon.
    small = {"simulate": ["--plays", "300", "--listeners", "6"], "run": ["--plays", "300", "--listeners", "6", "--port", "0"], "serve": ["--port", "0"]}

    def commands(command, path):
        # `run` ends as a server; its options are those of `simulate` and `serve`.
        inner = [sub for sub in command.get("subcommands") or [] if sub["commandName"] not in ("help", "run")]
        if not inner:
            yield path, command.get("arguments") or []
        for sub in inner:
            yield from commands(sub, path + [sub["commandName"]])

    for path, arguments in commands(tree["command"], []):
        takes = [a for a in arguments if a["kind"] in ("option", "positional")]
        for tried in takes:
            name = (tried.get("preferredName") or {}).get("name") or tried.get("valueName")
            if name in SHARED and path != ["sql"]:
                continue
            for extreme in EXTREMES:
                words = list(path)
                if name not in [w.lstrip("-") for w in small.get(path[-1], [])]:
                    words += small.get(path[-1], [])
                positional = []
                for other in takes:
                    other_name = (other.get("preferredName") or {}).get("name") or other.get("valueName")
                    if other is tried:
                        value = extreme
                    elif not other["isOptional"]:
                        value = needed.get(other_name, "x")
                    else:
                        continue
                    if other["kind"] == "option":
                        words += [f"--{other_name}={value}"]
                    else:
                        positional.append(value)
                data = [] if name == "data" else ["--data", None]
                yield f"{' '.join(path)} {name}={extreme[:40]!r}", words + data + ["--"] + positional, path[-1] == "serve"


def run_option(stage, label, words, is_server, timeout):
    words = [stage.data() if word is None else word for word in words]
    if is_server:
        process = subprocess.Popen([stage.program] + words, cwd=stage.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            code = process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.terminate()
            code = process.wait(timeout=timeout)
            code = 0 if code in (0, 130) else code
        return code
    return stage.run(words, timeout).returncode


def plan_cases(stage):
    stage.plan()
    values = [".inf" if n == "inf" else "-.inf" if n == "-inf" else ".nan" if n == "nan" else n for n in NUMBERS]
    values += ['""', '"é"', "null", "[]", "{}", "true", '"%s"' % MEGABYTE[:900_000], '"\\0"', "[" * 2000 + "]" * 2000, '{"$not": ' * 200 + "1" + "}" * 200]
    for field in stage.fields:
        for value in values:
            yield f"plan {field}={value[:40]}", field, value
    for kind in ('"group_sequential"', '"always_valid"', '"mixture"'):
        yield f"plan monitoring.kind={kind}", "monitoring.kind", kind


def run_plan(stage, field, value, timeout):
    """Drafts, starts, exposes and reports as far as the plan is taken."""
    data, plan = stage.data(fresh=True), stage.plan(field, value)
    shutil.rmtree(os.path.join(data, "experiments"), ignore_errors=True)
    steps = [
        ["experiment", "draft", "first", "--plan", plan], ["experiment", "start", "first", "--at", "2020-01-01T00:00:00Z"],
        ["experiment", "assign", "first", "a", "b"], ["experiment", "report", "first", "--out", os.path.join(data, "r.html")],
        ["experiment", "report", "first", "--out", os.path.join(data, "r.md")],
    ]
    for step in steps:
        code = stage.run(step + ["--data", data], timeout).returncode
        if code != 0:
            return code
    return 0


def metric_cases():
    headers = []
    for n in NUMBERS + ["", "x" * 100_000]:
        headers += [
            f"own: Own | mean | u | higher | a per {n} | d", f"own: Own | mean | u | higher | a after {n} | d",
            f"own: Own | quantile({n}) | u | higher | a | d", f"own: Own | ratio | u | lower | real a / b per {n} | d",
            f"own{n}: Own | mean | u | higher | a | d", f"own: {n} | mean | {n} | higher | a | {n}", f"own: Own | {n} | u | {n} | a | d",
        ]
    bodies = [
        "SELECT spans.unit, spans.unit AS a, 1 AS b FROM {{spans}} AS spans",
        "SELECT spans.unit, 1 AS a, 1 AS b FROM {{spans}} AS spans UNION ALL SELECT spans.unit, 2, 2 FROM {{spans}} AS spans",
        "SELECT CAST(NULL AS BIGINT) AS unit, 1 AS a, 1 AS b", "SELECT spans.unit, 'x' AS a, 1 AS b FROM {{spans}} AS spans",
        "SELECT spans.unit, 9223372036854775807 AS a, 0 AS b FROM {{spans}} AS spans",
        "SELECT spans.unit, CAST('nan' AS DOUBLE) AS a, CAST('inf' AS DOUBLE) AS b FROM {{spans}} AS spans", "SELECT", "",
    ]
    for header in headers:
        yield f"metric {header[:60]}", header, bodies[0]
    for body in bodies:
        for value in ("a", "real a", "a / b", "real a / b"):
            kind = "ratio" if "/" in value else "mean"
            yield f"metric body {value}: {body[:60]}", f"own: Own | {kind} | u | higher | {value} | d", body


def run_metric(stage, header, body, timeout):
    data = stage.data(fresh=True)
    os.makedirs(os.path.join(data, "metrics"), exist_ok=True)
    with open(os.path.join(data, "metrics", "own.sql"), "w") as file:
        file.write(f"-- title: x\n-- metric {header}\n{body}\n")
    first = stage.run(["experiment", "metrics", "--data", data], timeout).returncode
    if first != 0:
        return first
    plan = stage.plan("metric.name", '"own"')
    amended = stage.run(["experiment", "amend", "first", "--plan", plan, "--reason", "r", "--data", data], timeout).returncode
    if amended != 0:
        return amended
    for step in (["analyze", "first"], ["report", "first", "--out", os.path.join(data, "r.md")], ["design", "second", "--primary", "own=5%"]):
        code = stage.run(["experiment"] + step + ["--data", data], timeout).returncode
        if code not in FINE:
            return code
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("segue")
    parser.add_argument("--share", type=float, default=1.0, help="the part of the cases that is tried")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=60, help="seconds for one run")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="segue-hostile-")
    try:
        stage = Stage(os.path.abspath(options.segue), folder)
        work = [(label, lambda a=words, b=server, c=label: run_option(stage, c, a, b, options.timeout)) for label, words, server in option_cases(stage)]
        work += [(label, lambda a=field, b=value: run_plan(stage, a, b, options.timeout)) for label, field, value in plan_cases(stage)]
        work += [(label, lambda a=header, b=body: run_metric(stage, a, b, options.timeout)) for label, header, body in metric_cases()]
        if options.share < 1:
            work = random.Random(options.seed).sample(work, max(1, int(options.share * len(work))))
        counts, failures = {}, []

        def attempt(case):
            label, body = case
            try:
                return label, body()
            except subprocess.TimeoutExpired:
                return label, "no end"

        with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
            for label, code in pool.map(attempt, work):
                counts[code] = counts.get(code, 0) + 1
                if code not in FINE:
                    failures.append(f"{label}: {code}")
                    print("FAILED", failures[-1], file=sys.stderr, flush=True)
                if sum(counts.values()) % 500 == 0:
                    print(f"{sum(counts.values())} of {len(work)} cases, {len(failures)} failures", file=sys.stderr, flush=True)
        print(f"{len(work)} cases; by exit code: {dict(sorted(counts.items(), key=str))}")
        for failure in failures[:200]:
            print("FAILED", failure)
        return 1 if failures else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
