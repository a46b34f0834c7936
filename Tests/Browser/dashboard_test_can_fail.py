#!/usr/bin/env python3
"""Proves that dashboard_test.py can fail: it must reject every page of a server whose pages break each rule it states."""
import http.server
import os
import subprocess
import sys
import threading

BROKEN = b"""<!DOCTYPE html><html lang="en"><title>Broken</title><link rel="stylesheet" href="/missing.css">
<h1>One</h1><h1>Two</h1><p id="a" style="width:4000px">wide</p><p id="a" onclick="go()">{{left_over}}</p>
<script>throw new Error("inline")</script><div data-plot></div></html>"""


class Broken(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        missing = self.path.startswith("/missing")
        self.send_response(404 if missing else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"" if missing else BROKEN)

    def log_message(self, *_):
        pass


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Broken)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dashboard_test.py")
    address = f"http://127.0.0.1:{server.server_port}"
    run = subprocess.run([sys.executable, script, "--base-url", address, "--timeout", "0.5"], capture_output=True, text=True)
    server.shutdown()
    accepted = [line for line in run.stdout.splitlines() if line.startswith("ok")]
    proved = run.returncode == 1 and not accepted and "0 passed" in run.stdout
    print("proved: every check fails on broken pages" if proved else f"not proved:\n{run.stdout}{run.stderr}")
    return 0 if proved else 1


if __name__ == "__main__":
    sys.exit(main())
