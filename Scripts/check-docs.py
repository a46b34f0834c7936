#!/usr/bin/env python3
"""check-docs.py SEGUE : runs the commands that README.md and docs/ show, and lists every shown line that is not printed any more.

Commands with output run on a service simulated with the defaults; those on a reader's own files run on real exports beside the repository
(../shared/data, or SEGUE_SHARED_DATA) and are named where there are none. Commands that are shown without output have to succeed.
Times, versions and paths may differ. A test walks through the tutorial of experiments, and the contract suite through the servers of
docs/postgresql.md and docs/spark.md. Exits with 1 where a line is missing or a command fails.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile

root = pathlib.Path(__file__).resolve().parent.parent
segue = str(pathlib.Path(sys.argv[1]).resolve())
shared = pathlib.Path(os.environ.get("SEGUE_SHARED_DATA", root.parent / "shared/data"))
elision = "…"
problems = []
counts = {"shown": 0, "run": 0, "left": []}


def plain(line):
    return re.sub(r"[\s─]+", " ", line).strip()


def shown(text):
    """The commands of a page with the lines below each."""
    for block in re.findall(r"^```\n(\$ segue .*?)^```", text, re.M | re.S):
        for part in re.split(r"^\$ segue ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield command, [line for line in output.splitlines() if plain(line)]


# These need no data directory, and take none.
without_data = ("experiment size", "experiment test")


def words(command, data):
    if "--data" in command or command.startswith(without_data):
        return shlex.split(command)
    return [*shlex.split(command), "--data", str(data)]


def run(command, data, cwd=None):
    done = subprocess.run([segue, *words(command, data)], capture_output=True, text=True, cwd=cwd)
    return done.returncode, {plain(line) for line in (done.stdout + done.stderr).splitlines()}


def found(line, lines):
    """Whether a line was printed. What an ellipsis stands for may be anything, and so may a time of day and a path."""
    pattern = ".*".join(re.escape(plain(piece)) for piece in line.split(elision))
    pattern = re.sub(r"\d{4}\\-\d\d\\-\d\d\\? \d\d:\d\d:\d\d", r"\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", pattern)
    return any(re.fullmatch(pattern, one) for one in lines)


def compare(page, command, lines, output):
    counts["shown"] += 1
    for line in lines:
        # A version counts up with every training, and a path is the reader's own.
        if re.match(r"^(skip|duration)@\d", line) or "/" in line and elision in line or found(line, output):
            continue
        problems.append(f"{page.relative_to(root)}: $ segue {command}: not printed any more: {line.strip()}")


def reader_files(folder):
    """The files that the pages on importing speak of, from real exports; nil where there are none."""
    if not (shared / "spotify").is_dir():
        return False
    with zipfile.ZipFile(folder / "my_spotify_data.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((shared / "spotify/account_history").glob("*.json")):
            archive.write(file, f"MyData/{file.name}")
    shutil.copy(shared / "spotify/extended_random_1000_rows.csv", folder / "history.csv")
    plays = [
        {"started_at": "2025-03-01T10:00:00Z", "ms_played": 200000, "track": "One", "artist": "A"},
        {"started_at": "2025-03-01T10:05:00Z", "ms_played": 20000, "track": "Two", "artist": "A"},
        {"started_at": "yesterday", "ms_played": 1000, "track": "Two", "artist": "A"},
        {"started_at": "2025-03-01T10:10:00Z", "ms_played": -4, "track": "Two", "artist": "A"},
        {"started_at": "2025-03-01T10:15:00Z", "ms_played": 1000, "artist": "A"},
    ]
    (folder / "plays.ndjson").write_text("".join(json.dumps(play) + "\n" for play in plays))
    (folder / "docs").symlink_to(root / "docs")
    return True


def importing(page, commands, folder):
    """The commands on importing: each on the state that its own output speaks of."""
    history = "import csv history.csv --map docs/mappings/spotify-extended-flattened.yaml"
    data = folder / f"{page.stem}-imports"
    for command, lines in commands:
        first = lines[0] if lines else ""
        follows = first.startswith("Import 2") or command.startswith("imports undo")
        if command == "imports list":
            shutil.rmtree(data, ignore_errors=True)
            for _ in range(2):
                run(history, data, folder)
        elif not follows:
            shutil.rmtree(data, ignore_errors=True)
        elif command.startswith(history):
            shutil.rmtree(data, ignore_errors=True)
            run(history, data, folder)
        code, output = run(command, data, folder)
        if code != 0:
            problems.append(f"{page.relative_to(root)}: $ segue {command}: exit code {code}: {sorted(output)[:2]}")
        # Where the file of rejected rows is depends on the data directory.
        compare(page, command, [line for line in lines if "are listed in" not in line], output)


def silent(text):
    """Commands that are shown without output and without a place for the reader's own words."""
    for block in re.findall(r"^```\n(segue .*?)^```", text, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("segue ") and not re.search(r"[\[|<…]|\bID\b|\bFORMAT\b|postgres://|sc://|NAME", line):
                yield line[len("segue "):].split("  #")[0].strip()


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    base = folder / "service"
    story = subprocess.run([segue, "run", "--no-serve", "--data", base], capture_output=True, text=True, check=True).stdout.splitlines()
    are_there = reader_files(folder)
    (folder / "units.csv").write_text(
        "unit,arm,minutes,minutes_before\n"
        + "".join(f"u{i},{'control' if i % 2 else 'treatment'},{i * 37 % 50},{i * 37 % 45}\n" for i in range(200)))
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        text = page.read_text()
        blocks = list(shown(text))
        mine = [block for block in blocks if block[0].startswith(("import ", "imports "))]
        if mine and are_there:
            importing(page, mine, folder)
        elif mine:
            counts["left"].append(f"{page.relative_to(root)}: {len(mine)} commands on real exports, which are not there")
        if page.name == "README.md":
            tale = re.search(r"In the end it says:\n\n```\n(.*?)```", text, re.S)
            compare(page, "run", tale.group(1).strip().splitlines() if tale else ["the summary of `make run`"], {plain(line) for line in story})
        for command, lines in blocks:
            # Of models the versions and times are those of the moment: that they run is what is looked at.
            if command.startswith(("import ", "imports ", "experiment ")) and not command.startswith(without_data):
                continue
            data = folder / page.stem if command.startswith("simulate") else base
            code, output = run(command, data)
            if code != 0:
                problems.append(f"{page.relative_to(root)}: $ segue {command}: exit code {code}: {sorted(output)[:2]}")
            elif not command.startswith("models "):
                compare(page, command, lines, output)
        if page.stem not in ("postgresql", "spark"):
            for command in silent(text):
                command = command.replace("/shared/lake", str(folder / "lake")).replace("./elsewhere", str(folder / "elsewhere"))
                # What serves does not end, and an experiment that has just begun has nothing to analyse: the tutorial's test does.
                if command.startswith(("run", "serve", "experiment analyze", "experiment report")):
                    counts["left"].append(f"{page.relative_to(root)}: segue {command}: run by a test of its own")
                    continue
                data = folder / "copy"
                if not data.exists():
                    shutil.copytree(base, data)
                done = subprocess.run([segue, *words(command, data)], capture_output=True, text=True, cwd=folder)
                counts["run"] += 1
                if done.returncode != 0:
                    problems.append(f"{page.relative_to(root)}: segue {command}: exit code {done.returncode}: {done.stderr.strip()[:200]}")
for line in problems + counts["left"]:
    print(line)
print(f"check-docs: {counts['shown']} commands with their output, {counts['run']} without, {len(problems)} problems")
sys.exit(1 if problems else 0)
