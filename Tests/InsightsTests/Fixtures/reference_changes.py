"""What changed against the period before: the differences and their standard errors, unit by unit."""

import math
from collections import defaultdict

from reference_listeners import counted
from service import DAY, days, timed

MEASURES = [
    "daily_listeners",
    "weekly_listeners",
    "monthly_listeners",
    "stickiness",
    "minutes",
    "skip_rate",
    "daily_trend",
    "weekend_minutes",
]


def period_changes(service, p):
    first, last = p.first_day, min(p.last_day, p.complete_day)
    if last < first:
        return []
    length = (last - first).days + 1
    before = (first - DAY * length, first - DAY)
    plays = service.within("plays", p, min(before[0], before[1] - DAY * 29), last)
    listeners = {play["listener_key"] for play in plays if before[0] <= play["local_date"] <= last}
    if not plays:
        return [] if len(listeners) >= 20 else _answer(service, {}, first, last, before, True, length)
    return _answer(service, plays, first, last, before, len(listeners) < 20, length)


def _answer(service, plays, first, last, before, is_few, length):
    def unit(listener, day):
        if not is_few:
            return listener
        return (last - day).days // 7 if day >= first else -1 - (before[1] - day).days // 7

    listener_days = defaultdict(list)
    for play in plays:
        if not is_few or play["local_date"] >= before[0]:
            listener_days[play["listener_key"], play["local_date"]].append(play)
    calendar = defaultdict(set)
    if is_few:
        for day in days(before[0], last):
            calendar[unit(None, day)].add(day)
    parts = defaultdict(list)
    for (listener, day), played in listener_days.items():
        parts[unit(listener, day)].append((day, played))

    def seconds(played):
        return (sum(play["ms_played"] for play in timed(played)) + 500) // 1000

    def sums(key, begin, end, weekend=None):
        chosen = [
            (day, played)
            for day, played in parts.get(key, [])
            if begin <= day <= end and (weekend is None or (day.weekday() >= 5) == weekend)
        ]
        outcomes = [play["skipped"] for _, played in chosen for play in played if play["skipped"] is not None]
        return {
            "days": len(chosen),
            "any": int(bool(chosen)),
            "calendar": sum(begin <= day <= end for day in calendar.get(key, ())),
            "seconds": sum(seconds(played) for _, played in chosen),
            "timed": sum(bool(timed(played)) for _, played in chosen),
            "skips": sum(outcomes),
            "known": len(outcomes),
        }

    keys = sorted(set(parts) | set(calendar))
    now, earlier = (first, last), before
    week, week_before = (last - DAY * 6, last), (before[1] - DAY * 6, before[1])
    month, month_before = (last - DAY * 29, last), (before[1] - DAY * 29, before[1])
    begin = (first, min(first + DAY * 6, last))
    values = {name: [] for name in MEASURES}
    for key in keys:
        a, b = sums(key, *now), sums(key, *earlier)
        values["daily_listeners"].append((a["days"], a["calendar"], b["days"], b["calendar"]))
        values["weekly_listeners"].append((sums(key, *week)["any"], 0, sums(key, *week_before)["any"], 0))
        m, n = sums(key, *month)["any"], sums(key, *month_before)["any"]
        values["monthly_listeners"].append((m, 0, n, 0))
        values["stickiness"].append((a["days"], m, b["days"], n))
        values["minutes"].append((a["seconds"], a["timed"], b["seconds"], b["timed"]))
        values["skip_rate"].append((a["skips"], a["known"], b["skips"], b["known"]))
        values["daily_trend"].append((sums(key, *week)["days"], 0, sums(key, *begin)["days"], 0))
        e, f = sums(key, *now, weekend=True), sums(key, *now, weekend=False)
        values["weekend_minutes"].append((e["seconds"], e["timed"], f["seconds"], f["timed"]))
    divisors = {"daily_listeners": length, "weekly_listeners": 1, "monthly_listeners": 1, "daily_trend": 7}
    scales = {"stickiness": length, "minutes": 60, "weekend_minutes": 60}
    has_before = {
        "weekend_minutes": True,
        "daily_trend": length >= 14 and first >= service.first_day,
        "weekly_listeners": min(before[0], week_before[0]) >= service.first_day,
        "monthly_listeners": min(before[0], month_before[0]) >= service.first_day,
        "stickiness": min(before[0], month_before[0]) >= service.first_day,
    }
    by_weeks = ("daily_listeners", "minutes", "skip_rate", "weekend_minutes")
    rows = []
    for name in MEASURES if keys else []:
        y1, x1, y0, x0 = (sum(row[place] for row in values[name]) for place in range(4))
        d1, d0 = divisors.get(name, x1), divisors.get(name, x0)
        r1 = y1 / d1 if d1 else None
        r0 = y0 / d0 if d0 and has_before.get(name, before[0] >= service.first_day) else None
        units = sum(any(row) for row in values[name])
        error = None
        if r1 is not None and r0 is not None and units > 1 and (not is_few or name in by_weeks):
            squares = sum(((a - r1 * b) / d1 - (c - r0 * d) / d0) ** 2 for a, b, c, d in values[name])
            error = math.sqrt(squares * units / (units - 1)) * (1.5 if is_few else 1)
        scale = scales.get(name, 1)
        shown = [None if number is None else number / scale for number in (r1, r0, error)]
        gap = None if r1 is None or r0 is None else shown[0] - shown[1]
        rows.append((name, "week" if is_few else "listener", units, shown[0], shown[1], gap, shown[2]))
    return rows
