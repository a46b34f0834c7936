#!/usr/bin/env python3
"""explain-postgres.py URL LOG [--from DAY --to DAY] [--plans DIR] : how PostgreSQL answers each question about a short period.

URL is what --engine takes; its role has to be a superuser, as only one may ask for plans in passing (auto_explain). LOG is the file into which the
server writes its log, where the plans go; nothing else should happen on the server meanwhile. For each question: the indexes that were used, and every table of more than 10,000 rows that was read from end to end, with the rows that the question needed of it.
--plans keeps the whole plans. Needs the release build (`make build`).
"""
import argparse
import collections
import os
import pathlib
import re
import subprocess
import tempfile

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("engine")
parser.add_argument("log", type=pathlib.Path)
parser.add_argument("--from", dest="first", default="2025-12-20")
parser.add_argument("--to", dest="last", default="2025-12-26")
parser.add_argument("--plans")
options = parser.parse_args()
segue = os.environ.get("SEGUE") or str(pathlib.Path(__file__).resolve().parent.parent / ".build/release/segue")
settings = {
    "session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on", "auto_explain.log_timing": "off",
}
engine = options.engine + ("&" if "?" in options.engine else "?") + "options=" + "%20".join(f"-c%20{name}%3D{value}" for name, value in settings.items())
questions = [
    "summary", "activity", "stickiness", "retention", "retention-curve", "lifecycle", "funnel playlist", "funnel drop-off", "funnel activation",
    "funnel custom --steps play,stream,like", "skips --by genre", "skips --by hour", "sessions", "genres", "tracks", "artists", "emerging",
]
scan = re.compile(r"Seq Scan on (\w+).*?actual rows=(\d+) loops=(\d+)")
removed = re.compile(r"Rows Removed by Filter: (\d+)")
index = re.compile(r"(?:Index(?: Only)? Scan(?: Backward)? using|Bitmap Index Scan on) (\w+)")

print("| question | indexes | read from end to end: rows needed / rows |\n|---|---|---|")
with tempfile.TemporaryDirectory() as data:
    for question in questions:
        before = options.log.stat().st_size
        subprocess.run(
            [segue, "insights", *question.split(), "--from", options.first, "--to", options.last, "--engine", engine, "--data", data, "--quiet", "--csv"],
            stdout=subprocess.DEVNULL, check=True,
        )
        with options.log.open(errors="replace") as log:
            log.seek(before)
            plan = log.read()
        if options.plans:
            pathlib.Path(options.plans).mkdir(parents=True, exist_ok=True)
            (pathlib.Path(options.plans) / f"{question.replace(' ', '-')}.txt").write_text(plan)
        lines = plan.splitlines()
        whole, indexes = collections.OrderedDict(), []
        for number, line in enumerate(lines):
            if found := index.search(line):
                indexes.append(re.sub(r"^plays_\d+_\d+_", "plays_", found[1]))
            if found := scan.search(line):
                # Where several workers share a scan, their mean is told.
                needed, gone, workers = int(found[2]), 0, int(found[3])
                for following in lines[number + 1 : number + 4]:
                    if "->" in following:
                        break
                    if lost := removed.search(following):
                        gone = int(lost[1])
                if needed + gone > 10_000:
                    whole[found[1]] = (needed * workers, (needed + gone) * workers)
        scans = ", ".join(f"{table} {needed:,} / {rows:,}" for table, (needed, rows) in whole.items())
        print(f"| {question} | {', '.join(dict.fromkeys(indexes)) or '–'} | {scans or '–'} |", flush=True)
