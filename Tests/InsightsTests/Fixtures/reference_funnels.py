"""Funnels, walked listener by listener: plain answers."""

import datetime as dt
import statistics
from collections import defaultdict

from service import ratio


def _table(names, journeys, waiting):
    """Journeys are the moments at which each listener reached the steps, as far as they were reached."""
    answer, previous, entrants = [], None, None
    for index, name in enumerate(names):
        reached = {who: moments for who, moments in journeys.items() if len(moments) > index}
        entrants = len(reached) if index == 0 else entrants
        hours = [(moments[index] - moments[index - 1]).total_seconds() / 3_600 for moments in reached.values() if index]
        median = statistics.median(hours) if hours else None
        conversion = ratio(len(reached), previous) if index else None
        still = sum(who not in reached for who in waiting)
        answer.append((index + 1, name, len(reached), conversion, ratio(len(reached), entrants), median, still))
        previous = len(reached)
    return answer


def activation_funnel(service, p):
    names = ["First play", "First stream", "Second session", "First like, save or playlist add", "Active in week 2"]
    window = dt.timedelta(days=p.window_days)
    end = max(play["started_at"] for play in service.rows["plays"])
    plays = defaultdict(list)
    for play in service.all("plays", p):
        plays[play["listener_key"]].append(play)
    journeys, waiting = {}, set()
    for who, mine in plays.items():
        first_day, start = min(x["local_date"] for x in mine), min(x["started_at"] for x in mine)
        if not p.first_day <= first_day <= p.last_day:
            continue
        sessions = [x["started_at"] for x in service.all("sessions", p) if x["listener_key"] == who]
        liked = {"like", "save", "playlist_add"}
        likes = [x for x in service.all("events", p) if x["listener_key"] == who and x["kind"] in liked]
        second_week = [x for x in mine if 7 <= (x["local_date"] - first_day).days <= 13]
        steps = [
            [x["started_at"] for x in mine if (x["ms_played"] or 0) >= 30_000],
            [x for x in sessions if x > start],
            [x["occurred_at"] for x in likes],
            [x["started_at"] for x in second_week],
        ]
        journey = [start]
        for moments in steps:
            later = [moment for moment in moments if moment >= journey[-1] and moment - start <= window]
            if not later:
                break
            journey.append(min(later))
        journeys[who] = journey
        if end - start < window:
            waiting.add(who)
    return _table(names, journeys, waiting)


def _happenings(service, p, kinds):
    """Each listener's happenings of the funnel's kinds, in order: moment, rank, key, kind, day."""
    happenings = defaultdict(list)

    def add(row, kind, rank, key, moment):
        if kind in kinds and row["local_date"] >= p.first_day:
            happenings[row["listener_key"]].append((moment, rank, key, kind, row["local_date"]))

    for session in service.all("sessions", p):
        add(session, "session", 1, session["session_key"], session["started_at"])
    for play in service.all("plays", p):
        add(play, "play", 2, play["play_key"], play["started_at"])
        if (play["ms_played"] or 0) >= 30_000:
            add(play, "stream", 3, play["play_key"], play["started_at"] + dt.timedelta(seconds=30))
        if play["skipped"]:
            add(play, "skip", 4, play["play_key"], play["ended_at"])
        if play["skip_kind"] == "none" and service.tracks[play["track_key"]]["duration_ms"]:
            add(play, "complete", 5, play["play_key"], play["ended_at"])
    for event in service.all("events", p):
        add(event, event["kind"], 6, event["event_key"], event["occurred_at"])
    return {who: sorted(rows) for who, rows in happenings.items()}


def custom_funnel(service, p):
    steps = [step for step in (p.step_1, p.step_2, p.step_3, p.step_4, p.step_5, p.step_6) if step]
    window = dt.timedelta(hours=p.window_hours)
    ends = [play["ended_at"] for play in service.rows["plays"]]
    end = max(ends + [event["occurred_at"] for event in service.rows["events"]])
    walk = {"ordered": _ordered, "strict": _strict, "any": _any}[p.ordering]
    journeys, waiting = {}, set()
    for who, rows in _happenings(service, p, steps).items():
        starts = [
            index
            for index, row in enumerate(rows)
            if row[4] <= p.last_day and (row[3] == steps[0] or p.ordering == "any")
        ]
        if not starts:
            continue
        journeys[who] = walk(rows, starts, steps, window)
        if end < rows[starts[-1 if p.ordering == "strict" else 0]][0] + window:
            waiting.add(who)
    return _table(steps, journeys, waiting)


def _ordered(rows, starts, steps, window):
    journey, place = [], starts[0]
    for step in steps:
        while place < len(rows) and rows[place][3] != step:
            place += 1
        if place == len(rows) or rows[place][0] > rows[starts[0]][0] + window:
            break
        journey.append(rows[place][0])
        place += 1
    return journey


def _strict(rows, starts, steps, window):
    best = []
    for start in starts:
        journey = []
        for row, step in zip(rows[start:], steps):
            if row[3] != step or row[0] > rows[start][0] + window:
                break
            journey.append(row[0])
        best = journey if len(journey) > len(best) else best
    return best


def _any(rows, starts, steps, window):
    begin = rows[starts[0]][0]
    unused = [row for row in rows if begin <= row[0] <= begin + window]
    journey = []
    for step in steps:
        used = next((row for row in unused if row[3] == step), None)
        if used is None:
            break
        unused.remove(used)
        journey.append(max([used[0], *journey]))
    return journey
