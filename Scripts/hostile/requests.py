#!/usr/bin/env python3
"""Sends random requests, malformed ones among them, to a server that it starts, and looks for crashes, hangs and answers of 500 and more.

    requests.py SEGUE [--requests 10000] [--seconds 1800] [--seed 1]

It starts `segue serve` on a port of 127.0.0.1 that the system chooses, over a simulated service in a temporary folder. It exits with 1 where
the server died, a request got no end within 30 seconds, or an answer had a status of 500 or more.
"""

import argparse
import http.client
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

VALUES = [
    "", "0", "-1", "1", "2147483647", "2147483648", "-2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "1e308", "-1e308", "1e-308", "inf", "-inf", "nan", "NaN", "Infinity", "0x10", "2025-11-01", "2025-12-31", "0001-01-01", "9999-12-31", "2025-+1-+1",
    "2025-02-30", "premium", "free", "DK", "spotify", "unknown", "genre", "hour", "weekday", "artist", "week", "month", "play", "skip", "stream",
    "session", "bracket", "unbounded", "ordered", "\x00", "\u00e9", "e\u0301", "\u202e", "'; DROP TABLE plays; --", "../../etc/passwd", "%", "<script>",
    "{}", "[]", '{"country":"DK"}', '{"a":' * 500 + "1" + "}" * 500, "[" * 4000, '{"a":1e400}', "x" * 1001, "x" * 9000, "always-valid", "mixture",
    "group-sequential", "fixed", "skip_rate", "minutes", "retention_7", "conversion", "survey_score", "50", "0.01", "900", "14", "366",
]
PAGES = ["/", "/overview", "/retention", "/skips", "/funnels", "/models", "/data", "/experiments", "/experiments/design", "/experiments/first", "/experiments/first/monitor", "/explain/experiment/first"]
NAMES = [
    "first_day", "last_day", "tier", "country", "platform", "page", "cohort", "kind", "periods", "days", "steps", "step", "within", "window_days",
    "window_hours", "ordering", "dimension", "limit", "offset", "recent_days", "base_days", "min_growth", "min_listeners", "group_name", "step_1", "step_2",
    "day", "cohort_day", "period", "unit", "experiment", "attributes", "key", "effect", "margin", "arms", "share", "power", "significance", "window",
    "monitoring", "guardrail", "primary", "nothing", "metric", "look",
]


class Server:
    def __init__(self, program, folder):
        self.program, self.folder, self.data = program, folder, os.path.join(folder, "data")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("SEGUE_")}

        def must(*words):
            done = subprocess.run([program, *words, "--data", self.data], cwd=folder, env=environment, capture_output=True, text=True, timeout=600)
            if done.returncode != 0:
                sys.exit(f"{' '.join(words)} ended with {done.returncode}: {done.stderr[:2000]}")
            return done.stdout

        must("simulate", "--plays", "3000", "--listeners", "60", "--seed", "5", "--quiet")
        plan = os.path.join(folder, "plan.yaml")
        with open(plan, "w") as file:
            file.write(
                "key: first\nplanned_units: 40\nplanned_days: 30\nwindow_days: 7\nassignment:\n  sticky: true\n  targeting: {country: {$in: [DK, US]}}\n"
                "metrics:\n- {metric: skip_rate, role: primary, minimum_effect: 0.1}\n- {metric: minutes, role: guardrail, margin: 0.1}\n")
        must("experiment", "draft", "first", "--plan", plan)
        must("experiment", "start", "first", "--at", "2020-01-01T00:00:00Z")
        units = must("sql", "--csv", "SELECT listener_id FROM listeners ORDER BY 1").split()[1:]
        exposures = os.path.join(folder, "exposures.csv")
        with open(exposures, "w") as file:
            file.write("unit,arm,exposed_at\n" + "".join(f"{u},{'control' if i % 2 else 'treatment'},2025-11-01T00:00:00Z\n" for i, u in enumerate(units)))
        must("experiment", "expose", "first", exposures)
        self.log = open(os.path.join(folder, "log"), "w+")
        self.process = subprocess.Popen([program, "serve", "--port", "0", "--data", self.data], cwd=folder, env=environment, stdout=self.log, stderr=self.log)
        for _ in range(600):
            found = re.search(r"127\.0\.0\.1:(\d+)", open(self.log.name).read())
            if found:
                self.port = int(found[1])
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit("the server did not start: " + open(self.log.name).read()[:2000])

    @property
    def died(self):
        return self.process.poll()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()


def address(chance, insights):
    kind = chance.random()
    if kind < 0.35:
        path = chance.choice(PAGES)
    elif kind < 0.6:
        path = "/api/insights/" + chance.choice(insights)
    elif kind < 0.7:
        path = chance.choice(["/rows/", "/explain/"]) + chance.choice(insights + ["plays", "listeners", "cohort", "features", "questions"]) + chance.choice(["", "", ".csv"])
    elif kind < 0.85:
        path = "/experiments/assign"
    else:
        path = chance.choice(
            ["/health", "/api/insights", "/api/models", "/api/features", "/api/experiments", "/api/experiments/first", "/api/experiments/first/report",
             "/experiments/first/report.html", "/experiments/first/report.md", "/assets/style.css", "/assets/../../etc/passwd", "/assets/%2e%2e%2fx",
             "/" + urllib.parse.quote(chance.choice(VALUES), safe=""), "/api/models/" + urllib.parse.quote(chance.choice(VALUES), safe=""),
             "/experiments/" + urllib.parse.quote(chance.choice(VALUES)[:200], safe=""), "/api/insights/" + urllib.parse.quote(chance.choice(VALUES)[:200], safe="")])
    items = []
    for _ in range(chance.choice([0, 1, 1, 2, 3, 6, 70 if chance.random() < 0.02 else 2])):
        value = chance.choice(VALUES) if chance.random() < 0.9 else "".join(chr(chance.randrange(1, 0x2FF)) for _ in range(chance.randrange(40)))
        items.append(f"{urllib.parse.quote(chance.choice(NAMES))}={urllib.parse.quote(value, safe='') if chance.random() < 0.95 else '%zz%'}")
    return path + ("?" + "&".join(items) if items else "")


def exposures(chance):
    kind = chance.random()
    if kind < 0.2:
        return bytes(chance.randrange(256) for _ in range(chance.randrange(400)))
    if kind < 0.3:
        return b"[" * 100_000
    row = lambda: {name: chance.choice(VALUES + [None, 1, 1e300, [], {}]) for name in ("experiment", "unit", "arm", "exposed_at")}
    good = lambda: {"experiment": "first", "unit": chance.choice(["é", "e\u0301", "a", "b" * 512]), "arm": chance.choice(["control", "treatment"])}
    return json.dumps({"exposures": [chance.choice([row, good])() for _ in range(chance.randrange(5))]}).encode()


def raw(chance, target):
    host = b"Host: 127.0.0.1\r\n"
    line = b"GET " + target.encode("ascii", "replace")[:2000] + b" HTTP/1.1\r\n"
    post = b"POST /experiments/exposures HTTP/1.1\r\n" + host + b"Content-Type: application/json\r\n"
    choices = [
        line + b"\r\n", line + host * 2 + b"\r\n", line + b"Host: evil.example\r\n\r\n", b"GET / HTTP/9.9\r\n" + host + b"\r\n", b"\x00" * 100 + b"\r\n\r\n",
        b"GET  HTTP/1.1\r\n\r\n", b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n" + host + b"\r\n", line + host + b"X: " + b"y" * 90_000 + b"\r\n\r\n",
        line + host + b"A: b\r\n" * 2000 + b"\r\n", post + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        post + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc\r\n0\r\n\r\n", post + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        post + b"Content-Length: -1\r\n\r\n", post + b"Content-Length: 99999999999999999999\r\n\r\n", post + b"Content-Length: 10\r\n\r\n{}",
        post + b"Content-Length: 2000000\r\n\r\n" + b"x" * 1000, b"DELETE / HTTP/1.1\r\n" + host + b"\r\n", b"HEAD / HTTP/1.1\r\n" + host + b"\r\n",
        b"OPTIONS * HTTP/1.1\r\n" + host + b"\r\n", b"CONNECT a:1 HTTP/1.1\r\n" + host + b"\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", bytes(chance.randrange(256) for _ in range(200)), line + host + b"\r\n" + line + host + b"\r\n",
    ]
    data = bytearray(chance.choice(choices))
    for _ in range(chance.choice([0, 0, 0, 1, 3])):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def statuses(port, data, patience):
    """The statuses of the answers to raw bytes; the connection may also just be closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while len(answer) < 10_000_000:
                part = connection.recv(65_536)
                if not part:
                    break
                answer += part
        except (ConnectionResetError, BrokenPipeError):
            answer = b""
    return [int(code) for code in re.findall(rb"^HTTP/1\.1 (\d\d\d)", answer, re.M)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("segue")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=1800, help="ends after so long, whatever was sent")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance, folder, patience = random.Random(options.seed), tempfile.mkdtemp(prefix="segue-hostile-"), 30
    server = None
    try:
        server = Server(os.path.abspath(options.segue), folder)
        insights = [i["name"] for i in json.loads(ask(server.port, "GET", "/api/insights", patience)[1])["insights"]]
        counts, failures, slowest, end, sent = {}, [], (0.0, ""), time.monotonic() + options.seconds, 0
        while sent < options.requests and time.monotonic() < end:
            sent += 1
            if sent % 1000 == 0:
                print(f"{sent} requests, {len(failures)} failures", file=sys.stderr, flush=True)
            target, what, start = address(chance, insights), chance.random(), time.monotonic()
            label = target
            try:
                if what < 0.1:
                    data = raw(chance, target)
                    label = "raw " + repr(data[:120])
                    codes = statuses(server.port, data, patience)
                elif what < 0.2:
                    body = exposures(chance)
                    label = "exposures " + repr(body[:120])
                    codes = [ask(server.port, "POST", "/experiments/exposures", patience, body)[0]]
                else:
                    codes = [ask(server.port, chance.choice(["GET"] * 9 + ["HEAD"]), target, patience)[0]]
            except (socket.timeout, TimeoutError):
                failures.append(f"no answer in {patience} s: {label[:300]}")
                codes = []
            except (ConnectionError, http.client.HTTPException) as error:
                codes = [type(error).__name__]
                if what >= 0.2:
                    failures.append(f"{type(error).__name__}: {label[:300]}")
            slowest = max(slowest, (time.monotonic() - start, label[:200]))
            for code in codes or ["closed"]:
                counts[code] = counts.get(code, 0) + 1
                if isinstance(code, int) and code >= 500:
                    failures.append(f"{code}: {label[:300]}")
            if server.died is not None:
                failures.append(f"the server died with {server.died}: {label[:300]}")
                break
        if server.died is None and ask(server.port, "GET", "/health", 5)[0] != 200:
            failures.append("the server is not healthy afterwards")
        print(f"{sent} requests; by status: {dict(sorted(counts.items(), key=str))}; slowest {slowest[0]:.2f} s: {slowest[1]}")
        for failure in failures[:100]:
            print("FAILED", failure)
        if failures:
            print(open(server.log.name).read()[-4000:])
        return 1 if failures else 0
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def ask(port, method, target, patience, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        # Addresses go out as they are, well formed or not.
        connection._validate_path = lambda path: None
        connection.request(method, target, body, {"Content-Type": "application/json"} if body is not None else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
