"""What all reference answers need: filtered rows, days, ratios, intervals."""

import datetime as dt
import math
from collections import defaultdict

DAY = dt.timedelta(days=1)
Z = 1.959963984540054


class Service:
    """The rows of a service, seen through the filter of a question."""

    def __init__(self, rows):
        self.rows = rows
        self.listeners = {row["listener_key"]: row for row in rows["listeners"]}
        self.tracks = {row["track_key"]: row for row in rows["tracks"]}
        self.artists = {row["artist_key"]: row["name"] for row in rows["artists"]}
        self.first_day = min(play["local_date"] for play in rows["plays"])
        self.last_day = max(play["local_date"] for play in rows["plays"])
        self.last_moment = max(play["started_at"] for play in rows["plays"])

    def all(self, table, p):
        """Rows of any day that pass the filter."""
        return [row for row in self.rows[table] if self._passes(row, p)]

    def within(self, table, p, first_day=None, last_day=None):
        """Rows of the days counted that pass the filter."""
        first_day, last_day = first_day or p.first_day, last_day or p.last_day
        return [row for row in self.all(table, p) if first_day <= row["local_date"] <= last_day]

    def active_days(self, p, last_day=dt.date.max):
        """The days on which each listener was active."""
        days = defaultdict(set)
        for play in self.all("plays", p):
            if play["local_date"] <= last_day:
                days[play["listener_key"]].add(play["local_date"])
        return days

    def artist_of(self, play):
        return self.tracks[play["track_key"]]["artist_key"]

    def _passes(self, row, p):
        listener = self.listeners[row["listener_key"]]
        return (
            p.tier in (None, listener["tier"] or "unknown")
            and p.country in (None, listener["country"] or "unknown")
            and p.platform in (None, row["platform"])
        )


def days(first, last):
    return [first + DAY * number for number in range((last - first).days + 1)]


def monday(day):
    return day - DAY * day.weekday()


def mondays(first, last):
    return [day for day in days(monday(first), last) if day.weekday() == 0]


def ratio(part, whole):
    return part / whole if whole and part is not None else None


def timed(plays):
    return [play for play in plays if play["ms_played"] is not None]


def minutes(plays):
    """Unknown where there are plays and the time of none is known; without a play it is 0."""
    return None if plays and not timed(plays) else sum(play["ms_played"] for play in timed(plays)) / 60_000


def streams(plays):
    return None if plays and not timed(plays) else sum(play["ms_played"] >= 30_000 for play in timed(plays))


def skips(plays):
    return None if plays and not known_skips(plays) else sum(known_skips(plays))


def is_unseen(service, play):
    """Whether a play not known to be skipped may have been, without a trace in the source. No play here has a reason of its end."""
    return play["skipped"] is False and not service.tracks[play["track_key"]]["duration_ms"]


def known_skips(plays):
    return [play["skipped"] for play in plays if play["skipped"] is not None]


def skip_rate(plays):
    known = known_skips(plays)
    return ratio(sum(known), len(known))


def wilson(part, whole):
    """Wilson's 95 % interval of a share."""
    if not whole:
        return None, None
    share = part / whole
    centre = share + Z * Z / (2 * whole)
    half = Z * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    scale = 1 + Z * Z / whole
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)
