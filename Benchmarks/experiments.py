#!/usr/bin/env python3
"""experiments.py SEGUE FOLDER [--units N] : the full analysis of an experiment beside the same metrics in pandas and SciPy.

Makes N units (10,000,000 by default) with an arm, five dimensions, ten metrics and ten covariates, as one Parquet file in FOLDER. Segue reads it
where it lies and analyses all of it (CUPED, confidence sequences, Benjamini-Hochberg, five dimensions); pandas has it in memory already, and
computes ten metrics with CUPED and Welch's test, without dimensions. Both print seconds (median of three; what pandas takes to read the file apart) and
the most memory that they used.

Needs pandas, pyarrow and scipy: python3 -m venv V && V/bin/pip install pandas pyarrow scipy
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import time

import numpy as np
import pandas as pd

METRICS = 10


def make(path, units):
    random = np.random.default_rng(1)
    arm = random.integers(0, 2, units)
    columns = {
        "unit": np.arange(units, dtype=np.int64),
        "arm": pd.Categorical.from_codes(arm, ["control", "treatment"]),
        "exposed_at": np.datetime64("2026-01-01T00:00:00", "us") + random.integers(0, 14 * 86400, units).astype("timedelta64[s]"),
    }
    for place, values in enumerate([10, 4, 6, 2, 3]):
        names = [f"v{n}" for n in range(values)]
        columns[f"d{place}"] = pd.Categorical.from_codes(random.integers(0, values, units), names)
    for metric in range(METRICS):
        before = random.poisson(20 + 10 * metric, units)
        columns[f"b{metric}"] = before.astype(np.int64)
        columns[f"m{metric}"] = (before // 2 + random.poisson(10 + 5 * metric, units) + arm * (random.random(units) < 0.02)).astype(np.int64)
    pd.DataFrame(columns).to_parquet(path, index=False, row_group_size=122_880)


def pandas_run(path):
    """Ten metrics with CUPED and Welch's test, from memory."""
    from scipy import stats

    start = time.perf_counter()
    frame = pd.read_parquet(path)
    reading = time.perf_counter() - start
    times = []
    for _ in range(3):
        start = time.perf_counter()
        results = []
        treated = frame["arm"] == "treatment"
        for metric in range(METRICS):
            y, x = frame[f"m{metric}"].astype(float), frame[f"b{metric}"].astype(float)
            theta = np.cov(y, x)[0, 1] / x.var()
            adjusted = y - theta * (x - x.mean())
            results.append(stats.ttest_ind(adjusted[treated], adjusted[~treated], equal_var=False))
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": statistics.median(times), "reading": reading, "megabytes": peak, "t": [float(r.statistic) for r in results]}))


def segue_run(segue, folder, path):
    data = folder / f"data-{path.stem}"
    metrics = data / "metrics"
    metrics.mkdir(parents=True, exist_ok=True)
    lines = [f"-- metric m{n}: Metric {n} | mean | plays | higher | m{n} given b{n} | made up" for n in range(METRICS)]
    (metrics / "outcomes.sql").write_text("\n".join(lines) + "\n{{exposures}}\n")
    plan = {
        "key": "bench", "window_days": 1, "covariate_days": 1, "planned_units": 1000,
        "metrics": [{"metric": f"m{n}", "role": "primary" if n == 0 else "secondary"} for n in range(METRICS)],
        "monitoring": {"kind": "always_valid", "tuned_for": 1_000_000}, "dimensions": [f"d{n}" for n in range(5)],
        "exposures": f"SELECT * FROM read_parquet('{path}')",
    }
    (folder / "plan.json").write_text(json.dumps(plan))

    def run(*arguments):
        return subprocess.run([segue, *arguments, "--data", str(data), "--quiet"], capture_output=True, text=True, check=False)

    if not (data / "experiments/bench").exists():
        # The warehouse has to know until when things happened.
        run("simulate", "--plays", "1000", "--listeners", "20", "--until", "2026-03-01", "--days", "14")
        run("experiment", "draft", "bench", "--plan", str(folder / "plan.json"))
        run("experiment", "start", "bench", "--at", "2025-12-01")
    times, document = [], None
    for _ in range(3):
        start = time.perf_counter()
        done = run("experiment", "analyze", "bench", "--quick", "--json", "--as-of", "2026-02-01")
        times.append(time.perf_counter() - start)
        if done.returncode != 0:
            sys.exit(done.stderr)
        document = json.loads(done.stdout)
    timed = subprocess.run(
        ["/usr/bin/time", "-v", segue, "experiment", "analyze", "bench", "--quick", "--json", "--as-of", "2026-02-01", "--data", str(data), "--quiet"],
        capture_output=True, text=True, check=True)
    peak = next(int(line.split()[-1]) / 1024 for line in timed.stderr.splitlines() if "Maximum resident" in line)
    units = sum(arm["units"] for arm in document["analysis"]["metrics"][0]["arms"])
    t = [m["comparisons"][0]["difference"]["estimate"] / m["comparisons"][0]["difference"]["standard_error"] for m in document["analysis"]["metrics"]]
    return {"seconds": statistics.median(times), "megabytes": peak, "units": units, "t": t}


def main():
    if sys.argv[1] == "--pandas":
        return pandas_run(sys.argv[2])
    parser = argparse.ArgumentParser()
    parser.add_argument("segue")
    parser.add_argument("folder")
    parser.add_argument("--units", type=int, default=10_000_000)
    given = parser.parse_args()
    folder = pathlib.Path(given.folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"units-{given.units}.parquet"
    if not path.exists():
        make(path, given.units)
    ours = segue_run(str(pathlib.Path(given.segue).resolve()), folder, path)
    theirs = json.loads(subprocess.run([sys.executable, __file__, "--pandas", str(path)], capture_output=True, text=True, check=True).stdout)
    apart = max(abs(a - b) / max(1, abs(b)) for a, b in zip(ours["t"], theirs["t"]))
    print(f"units {ours['units']:,}; largest relative difference of a t statistic {apart:.1e}")
    for name, result in (("segue, 5 dimensions, from a file", ours), ("pandas + scipy, no dimensions, from memory", theirs)):
        print(f"{name}: {result['seconds']:.2f} s, {result['megabytes']:.0f} MB")
    whole = theirs["seconds"] + theirs["reading"]
    print(f"ratio: {theirs['seconds'] / ours['seconds']:.2f}; with pandas reading the file as well ({theirs['reading']:.2f} s): {whole / ours['seconds']:.2f}")


main()
