#!/usr/bin/env python3
"""check-docs.py SEGUE : runs the commands that README.md and docs/ show with their output, on a service simulated with the defaults,
and lists every shown line that the program does not print any more.

Commands on files that a reader has to bring, times and paths are left out. Exits with 1 where a line is missing.
"""
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
segue = str(pathlib.Path(sys.argv[1]).resolve())
# A test walks through the tutorial of experiments, which has a service of its own.
skipped = ("import ", "imports ", "export ", "models list", "models promote", "experiment ")
elision = "…"


def plain(line):
    return re.sub(r"[\s─]+", " ", line).strip()


def shown(text):
    """The commands of a page with the lines below each."""
    for block in re.findall(r"^```\n(\$ segue .*?)^```", text, re.M | re.S):
        for part in re.split(r"^\$ segue ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield command, [line for line in output.splitlines() if plain(line)]


def printed(command, data):
    done = subprocess.run([segue, *shlex.split(command), "--data", data], capture_output=True, text=True)
    return {plain(line) for line in (done.stdout + done.stderr).splitlines()}


def found(line, lines):
    """Whether a line was printed; what an ellipsis stands for may be anything."""
    pattern = ".*".join(re.escape(plain(piece)) for piece in line.split(elision))
    return any(re.fullmatch(pattern, one) for one in lines)


missing = 0
with tempfile.TemporaryDirectory() as folder:
    story = subprocess.run([segue, "run", "--no-serve", "--data", folder], capture_output=True, text=True, check=True).stdout.splitlines()
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        text = page.read_text()
        blocks = [(command, lines) for command, lines in shown(text) if not command.startswith(skipped)]
        if page.name == "README.md":
            tale = re.search(r"In the end it says:\n\n```\n(.*?)```", text, re.S)
            blocks.insert(0, ("run", tale.group(1).strip().splitlines() if tale else ["the summary of `make run`"]))
        for command, lines in blocks:
            if command == "run":
                output = {plain(line) for line in story}
            elif command.startswith("simulate"):
                output = printed(command, f"{folder}/{page.stem}")
            else:
                output = printed(command, folder)
            for line in lines:
                # A version counts up with every training, and a path is the reader's own.
                if re.match(r"^(skip|duration)@\d", line) or "/" in line and elision in line or found(line, output):
                    continue
                missing += 1
                print(f"{page.relative_to(root)}: $ segue {command}: not printed any more: {line.strip()}")
sys.exit(1 if missing else 0)
