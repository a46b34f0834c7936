#!/usr/bin/env python3
"""generate-plays.py FILE ROWS LISTENERS: writes plays of so many listeners as newline-delimited JSON, in random order of listeners."""
import datetime
import json
import random
import sys

path, rows, listeners = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random.seed(11)
tracks = [(f"Track number {index}", f"Artist {index % 3000}", f"spotify:track:{index:022d}") for index in range(40000)]
zones = ["Europe/Copenhagen", "America/New_York", "Asia/Tokyo", "UTC"]
now = datetime.datetime(2023, 1, 1)
with open(path, "w") as file:
    for row in range(rows):
        title, artist, uri = tracks[min(int(random.paretovariate(0.7)), 39999)]
        listener = random.randrange(listeners)
        now += datetime.timedelta(seconds=random.randrange(30))
        file.write(json.dumps({
            "listener": f"listener-{listener}", "zone": zones[listener % 4], "country": "DK", "tier": "premium" if listener % 3 else "free",
            "ended_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "ms_played": random.randrange(240000), "track": title, "artist": artist,
            "track_id": uri, "reason_end": "trackdone"}) + "\n")
