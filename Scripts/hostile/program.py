"""Runs the program as a process, within limits, and says what went wrong with it.

The scripts of this folder share it. A run gets a temporary folder of its own, so that what it leaves there can be seen.
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

DOCUMENTED_CODES = {0, 1, 2, 3, 4, 130}
TRAPS = re.compile(rb"Fatal error|Crash:|Program crashed|terminate called|AddressSanitizer|Assertion .* failed|INTERNAL Error")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Outcome:
    """What came of a run: its exit code (negative for a signal), output, duration in seconds and peak memory in MB."""

    def __init__(self, code, output, errors, seconds, megabytes, changes=0, excess=None):
        self.code, self.output, self.errors = code, output, errors
        self.seconds, self.megabytes, self.changes, self.excess = seconds, megabytes, changes, excess

    @property
    def json(self):
        return json.loads(self.output)

    @property
    def message(self):
        """The last line of its messages, short enough to be shown."""
        lines = self.errors.decode(errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else ""

    def trouble(self):
        """What a run may never do, in words; None where it did none of it."""
        if self.excess:
            return self.excess
        if self.code < 0:
            return f"died of {signal.Signals(-self.code).name}"
        if self.code not in DOCUMENTED_CODES:
            return f"exit code {self.code}"
        trap = TRAPS.search(self.errors)
        return f"says {trap.group().decode()!r}" if trap else None


class Program:
    """The program, with a folder for its temporary files."""

    def __init__(self, path, temporary):
        self.path = str(pathlib.Path(path).resolve())
        self.temporary = pathlib.Path(temporary)
        self.temporary.mkdir(parents=True, exist_ok=True)

    def start(self, *arguments, output, errors):
        """Starts a run in a session of its own."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SEGUE_")}
        environment.update(TMPDIR=str(self.temporary), NO_COLOR="1", SWIFT_BACKTRACE="enable=no")
        return subprocess.Popen(
            [self.path, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=environment, start_new_session=True)

    def run(self, *arguments, seconds=60, megabytes=None, kill_after=None, watch=None, kill_at_change=None):
        """Runs it to its end, or until it takes more than `seconds` or `megabytes`.

        With `kill_after` it gets SIGKILL after so many seconds, unless it is done before. `watch` answers a value whose changes are
        counted; with `kill_at_change` it gets SIGKILL when that one is seen.
        """
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            began = time.monotonic()
            seen, changes = watch() if watch else None, 0
            process = self.start(*arguments, output=output, errors=errors)
            excess, peak, pause = None, 0, 0.002
            while True:
                gone, status, usage = os.wait4(process.pid, os.WNOHANG)
                elapsed = time.monotonic() - began
                if gone:
                    break
                peak = max(peak, resident(process.pid))
                if not excess and elapsed > seconds:
                    excess = f"takes more than {seconds} s"
                if not excess and megabytes and peak > megabytes:
                    excess = f"takes more than {megabytes} MB"
                if watch and (now := watch()) != seen:
                    seen, changes = now, changes + 1
                late = kill_after is not None and elapsed >= kill_after
                if excess or late or (kill_at_change is not None and changes >= kill_at_change):
                    os.kill(process.pid, signal.SIGKILL)
                    pause = 0.002
                rest = kill_after - elapsed if kill_after is not None and elapsed < kill_after else pause
                time.sleep(max(0.0005, min(pause, rest)))
                pause = 0.0005 if watch else min(0.02, pause * 1.5)
            process.returncode = os.waitstatus_to_exitcode(status)
            peak = max(peak, usage.ru_maxrss / 1024)
            output.seek(0), errors.seek(0)
            return Outcome(process.returncode, output.read(), errors.read(), elapsed, peak, changes, excess)

    def must(self, *arguments, **limits):
        """Runs what has to succeed."""
        outcome = self.run(*arguments, **limits)
        if outcome.code != 0:
            raise SystemExit(f"{' '.join(map(str, arguments))}: exit {outcome.code}, {outcome.message}")
        return outcome

    def rows(self, data, statement):
        """The rows that a SQL statement answers."""
        return self.must("sql", statement, "--data", data, "--json").json["rows"]

    def leftovers(self):
        """What stayed in its temporary folder."""
        return sorted(str(path.relative_to(self.temporary)) for path in self.temporary.rglob("*"))


class Server:
    """`segue serve` on a port of its own choice."""

    def __init__(self, program, data, folder):
        self.errors = pathlib.Path(folder) / "serve.err"
        with open(self.errors, "wb") as errors:
            self.process = program.start("serve", "--port", "0", "--data", data, output=subprocess.DEVNULL, errors=errors)

    def port(self, seconds=30):
        """The port it listens on; None where it ended or did not say so in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = re.search(rb"http://127\.0\.0\.1:(\d+)", self.errors.read_bytes())
            if found:
                return int(found.group(1))
            if self.process.poll() is not None:
                return None
            time.sleep(0.02)
        return None

    def stop(self, number=signal.SIGTERM, seconds=15):
        """Sends it a signal and answers its exit code."""
        if self.process.poll() is None:
            os.kill(self.process.pid, number)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
            return None


def resident(process):
    """The memory that a process has in use, in MB; 0 where it is gone."""
    try:
        with open(f"/proc/{process}/statm") as file:
            return int(file.read().split()[1]) * PAGE / 1_048_576
    except (OSError, IndexError, ValueError):
        return 0


# What belongs in a data directory, by ARCHITECTURE.md.
KEPT = re.compile(
    r"warehouse\.duckdb|segue\.lock|segue\.yaml|truth\.json|models/[a-z-]+/(\d{4,}(\.model)?\.json|promoted)"
    r"|experiments/[^/.]+/\d{4,}\.json|metrics/[^/]+\.sql|rejects/import-\d+\.ndjson")


def strangers(data):
    """Files of a data directory that do not belong there, and a spill folder with something in it."""
    data = pathlib.Path(data)
    files = (path.relative_to(data).as_posix() for path in data.rglob("*") if not path.is_dir())
    return sorted(name for name in files if not KEPT.fullmatch(name))
