"""What the scripts that make reference files share: how a file is written, and how far two sources differ.

A number is written as the shortest decimal that reads back as the same double (never more than 17 significant digits).
A value that does not exist (an undefined interval, an infinite threshold) is null, never a sentinel. Nothing depends on the date or
the machine, so that a script run twice writes the same bytes.
"""

import json
import math
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import mpmath

SMALLEST = 1e-300  # Below this a value is null: readers differ in how they treat subnormal numbers.


def double(value):
    """The double nearest to `value`; None for None, for what is not finite and for what is below `SMALLEST` but not 0."""
    if value is None:
        return None
    result = float(value)
    if not math.isfinite(result) or 0 < abs(result) < SMALLEST or (result == 0 and value != 0):
        return None
    return result


def doubles(values):
    return [double(value) for value in values]


def relative(value, reference):
    """|value - reference| / |reference|; the absolute difference where the reference is 0."""
    value, reference = mpmath.mpf(float(value)), mpmath.mpf(reference)
    difference = abs(value - reference)
    return float(difference / abs(reference)) if reference != 0 else float(difference)


class Agreement:
    """The largest relative difference seen between an expected value and another source, and where it was seen."""

    def __init__(self):
        self.rows = {}

    def note(self, quantity, source, value, reference, where, limit):
        """Compares, remembers the maximum, and stops the script where two sources differ by more than `limit`."""
        difference = relative(value, reference)
        if not difference <= limit:
            raise SystemExit(f"{source} disagrees on {quantity} of {where}: {value!r}, expected {reference!r} ({difference:.2g})")
        row = self.rows.setdefault((quantity, source), {"max": -1.0, "where": None, "count": 0})
        row["count"] += 1
        if difference > row["max"]:
            row["max"], row["where"] = difference, where

    def note_all(self, quantity, source, values, references, where, limit):
        values, references = list(values), list(references)
        if len(values) != len(references):
            raise SystemExit(f"{source} answers {len(values)} values for {quantity} of {where}, expected {len(references)}")
        for value, reference in zip(values, references):
            self.note(quantity, source, value, reference, where, limit)

    def table(self):
        return [
            {
                "quantity": quantity,
                "source": source,
                "comparisons": row["count"],
                "max_relative_difference": float(f"{row['max']:.2g}"),
                "where": row["where"],
            }
            for (quantity, source), row in self.rows.items()
        ]


def made_with(script, packages, calls):
    return {
        "script": Path(script).name,
        "python": platform.python_version(),
        "packages": {package: version(package) for package in packages},
        "calls": calls,
    }


def write(script, content):
    """Writes `content` as <script>.json beside the script: one line a key, and one line an element of a list of objects."""
    path = Path(script).resolve().with_suffix(".json")

    def compact(value):
        return json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False)

    lines = []
    for key, value in content.items():
        if isinstance(value, list) and value and all(isinstance(element, dict) for element in value):
            text = "[\n" + ",\n".join(compact(element) for element in value) + "\n]"
        else:
            text = compact(value)
        lines.append(f"{json.dumps(key)}:{text}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def r(expressions):
    """What R answers to each expression: a list of numbers each. One process for all of them."""
    lines = [f"cat(sprintf('%.17g', c({expression})), '\\n')" for expression in expressions]
    answer = subprocess.run(["Rscript", "--vanilla", "-"], input="\n".join(lines), capture_output=True, text=True)
    if answer.returncode:
        raise SystemExit(answer.stderr)
    rows = [[math.nan if word == "NA" else float(word) for word in line.split()] for line in answer.stdout.splitlines()]
    if len(rows) != len(expressions):
        raise SystemExit(f"R gave {len(rows)} answers to {len(expressions)} questions")
    return rows


def r_vector(values):
    return "c(" + ",".join(repr(float(value)) for value in values) + ")"
