#!/usr/bin/env python3
"""generate-history.py DIRECTORY ROWS: writes an extended Spotify history of so many rows, in files of 16,000 rows as Spotify's are."""
import datetime
import json
import os
import random
import sys

directory, rows = sys.argv[1], int(sys.argv[2])
os.makedirs(directory, exist_ok=True)
random.seed(7)
artists = [f"Artist {index}" for index in range(3000)]
tracks = [(f"Track number {index}", random.choice(artists), f"Album {index // 11}", f"spotify:track:{index:022d}") for index in range(40000)]
now = datetime.datetime(2015, 1, 1)
written = 0
while written < rows:
    lines = []
    for _ in range(min(16000, rows - written)):
        title, artist, album, uri = tracks[min(int(random.paretovariate(0.7)), 39999)]
        played = random.choice([random.randrange(0, 30000), random.randrange(120000, 260000)])
        now += datetime.timedelta(milliseconds=played, seconds=random.choice([0, 1, 2, 3, 900]))
        lines.append(json.dumps({
            "ts": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "platform": "iOS 14.4 (iPhone12,1)", "ms_played": played, "conn_country": "DK", "ip_addr": "203.0.113.7",
            "master_metadata_track_name": title, "master_metadata_album_artist_name": artist, "master_metadata_album_album_name": album,
            "spotify_track_uri": uri, "episode_name": None, "episode_show_name": None, "spotify_episode_uri": None, "audiobook_title": None,
            "audiobook_uri": None, "audiobook_chapter_uri": None, "audiobook_chapter_title": None, "reason_start": "trackdone",
            "reason_end": "fwdbtn" if played < 30000 else "trackdone", "shuffle": False, "skipped": played < 30000, "offline": False,
            "offline_timestamp": None, "incognito_mode": False}))
    with open(os.path.join(directory, f"Streaming_History_Audio_{now.year}_{written // 16000}.json"), "w") as file:
        file.write("[\n" + ",\n".join(lines) + "\n]")
    written += len(lines)
