"""Sends exposures of an experiment to a running server, and remembers which were acknowledged."""
import http.client
import json
import threading
import time

EXPERIMENT = "loud"
PLAN = f"key: {EXPERIMENT}\nmetrics: [{{metric: minutes, role: primary}}]\nplanned_units: 100\n"


def start_experiment(program, data, folder):
    """Registers the experiment whose exposures are sent."""
    plan = folder / "plan.yaml"
    plan.write_text(PLAN)
    program.must("experiment", "draft", EXPERIMENT, "--plan", plan, "--data", data)
    program.must("experiment", "start", EXPERIMENT, "--data", data)


def post(connection, units):
    """Posts one exposure for each unit, and answers the status of each receipt."""
    exposures = [{"experiment": EXPERIMENT, "unit": unit, "arm": "control"} for unit in units]
    connection.request("POST", "/experiments/exposures", json.dumps({"exposures": exposures}), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        return [f"status {answer.status}: {body[:300].decode(errors='replace')}"] * len(units)
    return [receipt["status"] for receipt in json.loads(body)["receipts"]]


class Senders:
    """Threads that send batch after batch, until the server is gone or until they are stopped."""

    def __init__(self, port, name, threads=4, batch=10, until_refused=False):
        self.port, self.name, self.batch, self.until_refused = port, name, batch, until_refused
        self.lock, self.ended = threading.Lock(), threading.Event()
        self.sent, self.acknowledged, self.refused = set(), [], []
        self.threads = [threading.Thread(target=self._send, args=(number,), daemon=True) for number in range(threads)]
        for thread in self.threads:
            thread.start()

    def _send(self, sender):
        number = 0
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            while not self.ended.is_set():
                units = [f"{self.name}-{sender}-{number}-{place}" for place in range(self.batch)]
                with self.lock:
                    self.sent.update(units)
                statuses = post(connection, units)
                with self.lock:
                    self.acknowledged += [unit for unit, status in zip(units, statuses) if status == "accepted"]
                    self.refused += [status for status in statuses if status != "accepted"]
                    if self.refused and self.until_refused:
                        self.ended.set()
                number += 1
        except (OSError, http.client.HTTPException, ValueError):
            pass
        finally:
            connection.close()

    def wait_for_the_first(self, seconds):
        """Waits until something was acknowledged."""
        until = time.monotonic() + seconds
        while not self.acknowledged and time.monotonic() < until:
            time.sleep(0.005)

    def finish(self, seconds=25):
        """Lets every thread end."""
        self.ended.set()
        for thread in self.threads:
            thread.join(seconds)


def kept_units(program, data):
    """The units in the ledger, once for each row of it."""
    rows = program.rows(
        data,
        "SELECT listener_id FROM exposures INNER JOIN listeners ON exposures.listener_key = listeners.listener_key"
        f" WHERE experiment = '{EXPERIMENT}'")
    return [row["listener_id"] for row in rows]


def send_again(port, units, batch=500):
    """How many of some units the server takes for new."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    statuses = [status for first in range(0, len(units), batch) for status in post(connection, units[first:first + batch])]
    connection.close()
    return sum(status != "duplicate" for status in statuses)
