"""A tiny service with the traps of real data in it.

Unknown tiers, genres, skips and lengths; plays and events of the same moment; sessions over midnight and over the change to
summer time; several platforms in a session; broken, restarted and jumping playlist runs; weeks in which nobody begins;
listeners who never play; names in many scripts. Everything follows from the seed.
"""

import datetime as dt
import random
from zoneinfo import ZoneInfo

FIRST_DAY, LAST_DAY = dt.date(2025, 2, 19), dt.date(2025, 5, 9)
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland", "UTC", "America/Sao_Paulo"]
ARTISTS = ["Björk", "Сплин", "久石譲", "Guns N' Roses", "عمرو دياب", "🎧 Robots"]
GENRES = ["rock", "pop", "jazz", "other", "Électro", None]
ENERGIES = [None, 0.0, 1 / 3, 2 / 3, 0.33333, 0.5, 1.0]
LENGTHS = [None, 0, 1, 4_999, 5_000, 29_999, 30_000, 30_000, 59_999, 60_000, 120_000, 180_000, 240_000]
PAUSES = [0, 0, 0, 1_000, 60_000, 1_799_000, 1_800_000]
EVENTS = ["like", "save", "playlist_add", "search", "search", "share", "pause", "survey"]
PLATFORMS = ["spotify", "apple_music", "youtube_music"]


def make(seed, listeners=12, tracks=14):
    """Listeners, artists, tracks, plays, sessions and events, as lists of rows."""
    choose = random.Random(seed)
    service = {
        "artists": [{"artist_key": key, "name": name, "import_key": 1} for key, name in enumerate(ARTISTS)],
        "tracks": [_track(choose, number) for number in range(tracks)],
        "listeners": [_listener(choose, number) for number in range(listeners)],
        "plays": [],
        "events": [],
    }
    for number, listener in enumerate(service["listeners"]):
        if number != 3:
            _listen(choose, service, listener)
    for row in service["plays"] + service["events"]:
        moment = row["started_at"] if "started_at" in row else row["occurred_at"]
        local = moment.replace(tzinfo=dt.timezone.utc).astimezone(ZoneInfo(row.pop("zone")))
        row.update(local_date=local.date(), local_hour=local.hour, local_weekday=local.isoweekday())
    service["plays"].sort(key=lambda play: (play["listener_key"], play["started_at"], play.pop("tie")))
    for number, play in enumerate(service["plays"]):
        play.update(play_key=50 + 3 * number, import_key=1, time_precision="second")
    choose.shuffle(service["events"])
    for number, event in enumerate(service["events"]):
        event.update(event_key=9_000 + number, import_key=1)
        del event["local_hour"], event["local_weekday"]
    service["sessions"] = _sessions(service["plays"])
    service["imports"] = [
        _import(1, dt.datetime(2025, 5, 11, 10), FIRST_DAY, LAST_DAY),
        _import(2, dt.datetime(2025, 5, 12, 10, 0, 0, 5), None, None),
        _import(3, dt.datetime(2025, 5, 13), None, None),
    ]
    return service


def _track(choose, number):
    return {
        "track_key": 100 + number,
        "track_id": f"track:{number}",
        "name": f"Песня №{number}" if number % 5 == 0 else f"Song {number}",
        "artist_key": choose.randrange(len(ARTISTS)),
        "genre": choose.choice(GENRES),
        "energy": choose.choice(ENERGIES),
        "duration_ms": choose.choice([None, 90_000, 200_000, 240_000]),
        "import_key": 2,
    }


def _listener(choose, number):
    return {
        "listener_key": 1_000 + number,
        "listener_id": f"listener-ü-{number}",
        "zone": ZONES[number % len(ZONES)],
        "country": choose.choice([None, "SE", "DE"]),
        "tier": choose.choice([None, "free", "premium"]),
        "import_key": 1,
    }


def _import(key, at, first_day, last_day):
    counts = dict.fromkeys(["rows_read", "rows_new", "rows_duplicate", "rows_invalid", "rows_ignored"], 0)
    return {
        "import_key": key,
        "format": "csv",
        "source": f"{key}.csv",
        "imported_at": at,
        **counts,
        "first_day": first_day,
        "last_day": last_day,
    }


def _listen(choose, service, listener):
    """The life of one listener: active days with a gap, on each some sessions."""
    begin = FIRST_DAY + dt.timedelta(days=choose.choice([0, 1, 2, 9, 26, 27, 30, 45]))
    life, gap = choose.choice([5, 20, 45, 80]), choose.choice([None, (8, 16), (20, 45)])
    active = choose.choice([0.1, 0.25])
    home = choose.choice(PLATFORMS)
    for day in range(life):
        date = begin + dt.timedelta(days=day)
        if date > LAST_DAY or (gap and gap[0] <= day < gap[1]) or (day and choose.random() > active):
            continue
        for _ in range(choose.choice([1, 1, 2])):
            hour, minute = choose.choice([0, 1, 2, 3, 12, 18, 23, 23]), choose.choice([0, 29, 30, 55, 59])
            local = dt.datetime(date.year, date.month, date.day, hour, minute, tzinfo=ZoneInfo(listener["zone"]))
            _session(choose, service, listener, local.astimezone(dt.timezone.utc).replace(tzinfo=None), home)


def _session(choose, service, listener, moment, platform):
    shared = {"listener_key": listener["listener_key"], "zone": listener["zone"]}
    context, playlist = choose.choice(["playlist", "playlist", "album", "radio", None]), choose.choice([1, 2, None])
    position = choose.choice([1, 1, 1, 2])
    for _ in range(choose.choice([1, 2, 3, 5, 6, 24])):
        if choose.random() < 0.05:
            platform = choose.choice(PLATFORMS)
        if choose.random() < 0.06:
            context, playlist, position = choose.choice(["playlist", "album", "radio"]), choose.choice([1, 2]), 1
        track, length = choose.choice(service["tracks"]), choose.choice(LENGTHS)
        kind, skipped = _skip(choose, track["duration_ms"], length)
        end = moment + dt.timedelta(milliseconds=length or 0)
        listed = context in ("playlist", "album")
        service["plays"].append(
            {
                **shared,
                "track_key": track["track_key"],
                "started_at": moment,
                "ended_at": end,
                "ms_played": length,
                "platform": platform,
                "device": choose.choice([None, "mobile", "car"]),
                "context": context,
                "context_id": playlist if listed else None,
                "context_position": position if listed and choose.random() < 0.95 else None,
                "reason_start": choose.choice([None, "trackdone", "fwdbtn"]),
                "skip_kind": kind,
                "skipped": skipped,
                "tie": choose.random(),
            }
        )
        position = choose.choice([position, position + 2, 1]) if choose.random() < 0.1 else position + 1
        if choose.random() < 0.15:
            at = choose.choice([moment, end, end + dt.timedelta(seconds=1)])
            for _ in range(choose.choice([1, 2])):
                service["events"].append(
                    {**shared, "kind": choose.choice(EVENTS), "occurred_at": at, "platform": platform}
                )
        moment = end + dt.timedelta(milliseconds=choose.choice(PAUSES))


def _skip(choose, duration, length):
    if length is None:
        return None, choose.choice([None, None, True])
    if length < 30_000:
        return "early", True
    if duration and length < duration / 2:
        return "mid", True
    return choose.choice([("late", False), ("none", False), ("none", False), (None, None)])


def _sessions(plays):
    """Plays of one listener less than 30 minutes apart; the plays learn their session and their place in it."""
    sessions = []
    for play in plays:
        last = sessions[-1] if sessions else None
        apart = last and play["started_at"] - last["ended_at"] >= dt.timedelta(minutes=30)
        if not last or last["listener_key"] != play["listener_key"] or apart:
            fields = ["listener_key", "started_at", "ended_at", "local_date", "platform"]
            last = {"session_key": play["play_key"], **{field: play[field] for field in fields}, "plays": []}
            sessions.append(last)
        last["plays"].append(play)
        last["ended_at"] = max(last["ended_at"], play["ended_at"])
        play.update(session_key=last["session_key"], session_position=len(last["plays"]))
    return sessions
