"""What is listened to, and how: plain answers, one function a question."""

import datetime as dt
import math
import statistics
from collections import Counter, defaultdict

from service import DAY, days, is_unseen, known_skips, minutes, monday, mondays, ratio, skip_rate, streams, timed, wilson

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ORDERS = {
    "weekday": WEEKDAYS,
    "energy": ["low", "medium", "high", "unknown"],
    "hour": [str(hour) for hour in range(24)],
    "position": [str(position) for position in range(1, 21)] + ["21+"],
}


def _seconds(session):
    """Length of a session; unknown where a play of unknown time began at or after every known end."""
    known = [play["ended_at"] for play in timed(session["plays"])]
    untimed = [play["started_at"] for play in session["plays"] if play["ms_played"] is None]
    if not known or untimed and max(untimed) >= max(known):
        return None
    return math.floor((session["ended_at"] - session["started_at"]).total_seconds())


def sessions_daily(service, p):
    answer = []
    for day in days(p.first_day, p.last_day):
        begun = [session for session in service.within("sessions", p) if session["local_date"] == day]
        lengths = [_seconds(session) / 60 for session in begun if _seconds(session) is not None]
        told = [known_skips(session["plays"]) for session in begun if known_skips(session["plays"])]
        plays = sum(len(session["plays"]) for session in begun)
        median = statistics.median(lengths) if lengths else None
        count, skips = len(begun), ratio(sum(map(sum, told)), len(told))
        answer.append((day, count, ratio(sum(lengths), len(lengths)), median, ratio(plays, count), skips, len(lengths)))
    return answer


def _histogram(values, width, buckets):
    """Rows of 5 units each, and one for what lies beyond."""
    answer, so_far = [], 0
    for bucket in range(buckets + 1):
        count = sum(min(value // width, buckets) == bucket for value in values)
        so_far += count
        end = bucket * 5 + 5 if bucket < buckets else None
        answer.append((bucket * 5, end, count, ratio(count, len(values)), ratio(so_far, len(values))))
    return answer


def session_lengths(service, p):
    lengths = [_seconds(session) for session in service.within("sessions", p)]
    known = [length for length in lengths if length is not None]
    rows = _histogram(known, 300, 24)
    if lengths and not known:
        rows = [(begin, end, None, None, None) for begin, end, *_ in rows]
    return [(*row, len(lengths) - len(known)) for row in rows]


def skip_moments(service, p):
    plays = [play for play in service.within("plays", p) if play["skipped"] is not None]
    unseen = sum(is_unseen(service, play) for play in plays)
    told = any(service.tracks[x["track_key"]]["duration_ms"] and (x["ms_played"] or 0) >= 30_000 for x in plays)
    rows = _histogram([play["ms_played"] for play in timed(plays) if play["skipped"]], 5_000, 12)
    if service.within("plays", p) and not plays:
        rows = [(begin, end, None, None, None) for begin, end, *_ in rows]
    elif unseen and not told:
        rows = [(begin, end, count if begin < 30 or count else None, None, None) for begin, end, count, *_ in rows]
    return [(*row, unseen) for row in rows]


def skip_kinds(service, p):
    """No play here has a reason of its end, so that only the length of the track tells a later skip from none."""
    plays = service.within("plays", p)
    lengths = {key: track["duration_ms"] for key, track in service.tracks.items()}
    counts = Counter(
        "not_early" if play["skip_kind"] == "none" and not lengths[play["track_key"]] else play["skip_kind"]
        for play in plays
    )
    known = sum(count for kind, count in counts.items() if kind)
    later = [play for play in plays if play["skip_kind"] not in (None, "early")]
    told = counts["mid"] + counts["late"] + counts["none"]
    recorded = {
        "early": known > 0,
        "mid": known > 0 and (not later or any(lengths[play["track_key"]] for play in later)),
        "late": known > 0 and (not counts["not_early"] or told > 0),
        "not_early": known > 0,
    }
    recorded["none"] = recorded["late"]
    answer = []
    for kind in ("early", "mid", "late", "none", "not_early"):
        count = counts[kind] if counts[kind] or recorded[kind] or not plays else None
        answer.append((kind, count, ratio(count, known)))
    return [*answer, ("unknown", counts[None], None)]


def _group(service, dimension, play):
    track, listener = service.tracks[play["track_key"]], service.listeners[play["listener_key"]]
    if dimension == "energy":
        energy = track["energy"]
        return "unknown" if energy is None else "low" if energy < 1 / 3 else "medium" if energy < 2 / 3 else "high"
    if dimension == "hour":
        return str(play["local_hour"])
    if dimension == "weekday":
        return WEEKDAYS[play["local_weekday"] - 1]
    if dimension == "position":
        return "21+" if play["session_position"] > 20 else str(play["session_position"])
    source = track if dimension == "genre" else listener if dimension in ("tier", "country") else play
    return source[dimension] or "unknown"


def _units(p, plays):
    """Listeners, or the 7-day blocks back from the last day where fewer than 20 listened; and the factor of errors."""
    if len({play["listener_key"] for play in plays}) >= 20:
        return (lambda play: play["listener_key"]), 1
    return (lambda play: (p.last_day - play["local_date"]).days // 7), 1.5


def skip_rates(service, p):
    every = service.within("plays", p)
    groups, (unit, factor) = defaultdict(list), _units(p, every)
    for play in every:
        if play["skipped"] is not None:
            groups[_group(service, p.dimension, play)].append(play)
    total = sum(len(skips) for skips in groups.values())
    totals = Counter(unit(play) for plays in groups.values() for play in plays)
    if p.dimension in ORDERS:
        order = [group for group in ORDERS[p.dimension] if group in groups]
    else:
        order = sorted(groups, key=lambda group: (-len(groups[group]), group.encode()))
    answer = []
    for group in order:
        plays, skips = len(groups[group]), sum(play["skipped"] for play in groups[group])
        unseen = sum(is_unseen(service, play) for play in groups[group])
        own, skipped = Counter(map(unit, groups[group])), Counter()
        for play in groups[group]:
            skipped[unit(play)] += play["skipped"]
        rate, share, k, all_units = skips / plays, plays / total, len(own), len(totals)
        error = share_error = None
        if k > 1:
            squares = sum((skipped[key] - rate * own[key]) ** 2 for key in own)
            error = factor * math.sqrt(squares * k / (k - 1)) / plays
        if all_units > 1:
            squares = sum((own[key] - share * totals[key]) ** 2 for key in totals)
            share_error = factor * math.sqrt(squares * all_units / (all_units - 1)) / total
        effect = sum(count**2 for count in own.values()) / plays
        if k > 1 and 0 < rate < 1:
            effect = max(1, error**2 * plays / (rate * (1 - rate)))
        bounds = wilson(rate * plays / effect, plays / effect)
        answer.append((group, plays, skips, rate, *bounds, share, unseen, "week" if factor > 1 else "listener", k, error, share_error))
    return answer


def play_rows(service, p):
    every = p.dimension is None or p.group_name is None
    plays = [x for x in service.within("plays", p) if every or _group(service, p.dimension, x) == p.group_name]
    plays.sort(key=lambda play: (play["started_at"], play["play_key"]), reverse=True)
    answer = []
    for play in plays[p.offset : p.offset + p.limit]:
        who, track = service.listeners[play["listener_key"]]["listener_id"], service.tracks[play["track_key"]]
        fields = ["ms_played", "skipped", "skip_kind", "context", "device", "platform"]
        when = (play["started_at"], play["local_date"], play["local_hour"])
        answer.append((who, *when, track["name"], service.artists[track["artist_key"]], *(play[x] for x in fields)))
    return answer


def play_totals(service, p):
    every = p.dimension is None or p.group_name is None
    plays = [x for x in service.within("plays", p) if every or _group(service, p.dimension, x) == p.group_name]
    known = [play["skipped"] for play in plays if play["skipped"] is not None]
    milliseconds = [play["ms_played"] for play in plays if play["ms_played"] is not None]
    minutes_of = sum(milliseconds) / 60_000 if milliseconds else None
    unseen = sum(is_unseen(service, play) for play in plays)
    return [(len(plays), len(known), sum(known) if known else None, unseen, len(milliseconds), minutes_of)]


def _runs(service, p):
    """How far each playlist run got."""
    passing = {play["play_key"] for play in service.all("plays", p)}

    def listed(play):
        return play["play_key"] in passing and play["context"] == "playlist" and play["context_id"] is not None

    lengths = []
    for session in service.rows["sessions"]:
        plays = session["plays"]
        for begin, first in enumerate(plays):
            if not listed(first) or first["context_position"] != 1:
                continue
            if not p.first_day <= first["local_date"] <= p.last_day:
                continue
            length = 1
            for following in plays[begin + 1 :]:
                same = listed(following) and following["context_id"] == first["context_id"]
                if not same or following["context_position"] != length + 1:
                    break
                length += 1
            lengths.append(length)
    return lengths


def _records_runs(service, p):
    """Whether a run could be seen: some play tells its place, or all come from elsewhere than playlists."""
    plays = service.within("plays", p)
    placed = any(play["context"] and play["context_position"] is not None for play in plays)
    return not plays or placed or all(play["context"] not in (None, "playlist") for play in plays)


def playlist_funnel(service, p):
    lengths, answer, previous = _runs(service, p), [], None
    if not lengths and not _records_runs(service, p):
        return [(step, None, None, None, None) for step in range(1, p.steps + 1)]
    for step in range(1, p.steps + 1):
        reached = sum(length >= step for length in lengths)
        lost = ratio(previous - reached, previous) if previous is not None else None
        answer.append((step, reached, ratio(reached, previous), ratio(reached, len(lengths)), lost))
        previous = reached
    return answer


def playlist_drop_off(service, p):
    lengths = _runs(service, p)
    if not lengths and not _records_runs(service, p):
        return [(None,) * 6]
    at_3, at_5 = (sum(length >= step for length in lengths) for step in (3, 5))
    return [(len(lengths), at_3, at_5, ratio(at_3 - at_5, at_3), *wilson(at_3 - at_5, at_3))]


def genre_trend(service, p):
    genres = defaultdict(Counter)
    for play in service.within("plays", p):
        genres[service.tracks[play["track_key"]]["genre"] or "unknown"][monday(play["local_date"])] += 1
    ranked = sorted(genres, key=lambda genre: (-genres[genre].total(), genre.encode()))
    top = [genre for genre in ranked if genre != "other"][: p.limit]
    rest = sum((genres[genre] for genre in genres if genre not in top), Counter())
    lines = [(rank + 1, genre, genres[genre]) for rank, genre in enumerate(top)]
    lines += [(p.limit + 1, "other", rest)] if rest else []
    answer, before = [], {}
    for week in mondays(p.first_day, p.last_day):
        total = sum(counts[week] for _, _, counts in lines)
        whole = max(p.first_day, service.first_day) <= week and week + DAY * 6 <= min(p.last_day, p.complete_day)
        for rank, genre, counts in lines:
            share = ratio(counts[week], total)
            change = share - before[genre] if share is not None and before.get(genre) is not None else None
            answer.append((week, genre, rank, counts[week], share, change, int(whole)))
            before[genre] = share
    return answer


def _top(service, p, key):
    groups = defaultdict(list)
    for play in service.within("plays", p):
        groups[key(play)].append(play)
    order = sorted(groups, key=lambda name: (-len(groups[name]), name))[: p.limit]
    return [(rank + 1, name, groups[name]) for rank, name in enumerate(order)]


def _audience(plays):
    return len({play["listener_key"] for play in plays})


def _error(plays):
    return math.sqrt(sum(count**2 for count in Counter(play["listener_key"] for play in plays).values()))


def top_tracks(service, p):
    answer = []
    for rank, key, plays in _top(service, p, lambda play: play["track_key"]):
        track = service.tracks[key]
        names = (track["track_id"], track["name"], service.artists[track["artist_key"]])
        numbers = (len(plays), streams(plays), _audience(plays), minutes(plays), skip_rate(plays), _error(plays))
        answer.append((rank, *names, *numbers))
    return answer


def top_artists(service, p):
    answer = []
    for rank, key, plays in _top(service, p, service.artist_of):
        tracks = len({play["track_key"] for play in plays})
        numbers = (len(plays), streams(plays), _audience(plays), tracks, minutes(plays), skip_rate(plays), _error(plays))
        answer.append((rank, service.artists[key], *numbers))
    return answer


def emerging_artists(service, p):
    """Monroe, Colaresi and Quinn's log-odds with an informative prior, and Kish's design effect of listeners."""
    end = min(p.last_day, p.complete_day)
    recent_from = end - DAY * (p.recent_days - 1)
    base_from = max(recent_from - DAY * p.base_days, service.first_day)
    if base_from >= recent_from:
        return []
    recent, base = service.within("plays", p, recent_from, end), service.within(
        "plays", p, base_from, recent_from - DAY
    )
    if not base:
        return []
    found, looked_at = [], 0
    for artist in service.artists:
        mine = [play for play in recent if service.artist_of(play) == artist]
        before = sum(service.artist_of(play) == artist for play in base)
        if not mine and not before:
            continue
        prior, priors = (len(mine) + before) / 50, (len(recent) + len(base)) / 50
        a, b, n, m = len(mine) + prior, before + prior, len(recent) + priors, len(base) + priors
        alone = len(mine) == len(recent) and before == len(base)
        log_odds = 0.0 if alone else math.log(a / (n - a)) - math.log(b / (m - b))
        loyalty = Counter(play["listener_key"] for play in mine).values()
        effect = sum(count**2 for count in loyalty) / sum(loyalty) if mine else 1
        z, growth = log_odds / math.sqrt(effect * (1 / a + 1 / b)), (a / n) / (b / m)
        if growth >= p.min_growth and len(loyalty) >= p.min_listeners:
            daily = (len(mine) / p.recent_days, before / (recent_from - base_from).days)
            found.append((-z, artist, (service.artists[artist], len(mine), before, *daily, growth, z, len(loyalty))))
        looked_at += 1
    found.sort(key=lambda row: row[:2])
    chance = [min(1, looked_at * math.exp(-(z**2) / 2) / 2) if z < 0 else 1 for z, _, _ in found]
    kept = [(*row[2], p_value) for row, p_value in zip(found, chance) if p_value <= p.max_p_value]
    return [(rank + 1, *row) for rank, row in enumerate(kept[: p.limit])]


def freshness(service, p):
    def row(table, rows, field=None, imported=None):
        present = [value[field] for value in rows if value[field] is not None] if field else []
        return (table, len(rows), min(present, default=None), max(present, default=None), imported)

    times = {row["import_key"]: row["imported_at"] for row in service.rows["imports"]}
    plays = service.rows["plays"]
    marts = {
        "listener_days": {(play["listener_key"], play["local_date"], play["platform"]) for play in plays},
        "track_days": {(play["track_key"], play["local_date"], play["platform"]) for play in plays},
    }
    span = (service.first_day, service.last_day)
    return [
        row("plays", plays, "local_date", times[1]),
        row("sessions", service.rows["sessions"], "local_date", times[1]),
        row("events", service.rows["events"], "local_date", times[1]),
        row("listeners", service.rows["listeners"], None, times[1]),
        row("tracks", service.rows["tracks"], None, times[2]),
        row("artists", service.rows["artists"], None, times[1]),
        row("playlists", []),
        row("subscriptions", []),
        *((name, len(rows), *span, times[1]) for name, rows in marts.items()),
        (
            "imports",
            3,
            service.rows["imports"][0]["first_day"],
            service.rows["imports"][0]["last_day"],
            max(times.values()),
        ),
    ]
