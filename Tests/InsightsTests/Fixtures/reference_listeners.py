"""Who listens, and who comes back: plain answers, one function a question."""

import datetime as dt
from collections import Counter, defaultdict
from types import SimpleNamespace

from service import DAY, days, is_unseen, minutes, monday, mondays, ratio, skip_rate, skips, streams, timed, wilson


def _listeners(days_of, day, window):
    """How many listeners were active on the days that end on a day."""
    wanted = {day - DAY * back for back in range(window)}
    return sum(bool(active & wanted) for active in days_of.values())


def activity(service, p):
    days_of, plays, sessions = service.active_days(p), service.within("plays", p), service.within("sessions", p)
    answer = []
    for day in days(p.first_day, p.last_day):
        today = [play for play in plays if play["local_date"] == day]
        begun = sum(session["local_date"] == day for session in sessions)
        dau, wau, mau = (_listeners(days_of, day, window) for window in (1, 7, 30))
        over = day <= p.complete_day
        answer.append(
            (
                *(day, dau, wau, mau, ratio(dau, mau), minutes(today), begun, len(today), streams(today)),
                *(skips(today), skip_rate(today), ratio(len(today), begun)),
                int(over),
                int(over and day - DAY * 6 >= service.first_day),
                int(over and day - DAY * 29 >= service.first_day),
                *(len(timed(today)), len({play["listener_key"] for play in timed(today)})),
            )
        )
    return answer


def counted(p):
    """The days counted: the complete ones, or all where none is complete."""
    return p.first_day, min(p.last_day, p.complete_day) if p.complete_day >= p.first_day else p.last_day


def summary(service, p):
    first, last = counted(p)
    length = (last - first).days + 1
    earlier = (first - DAY * length, first - DAY)
    current = _period(service, p, first, last)
    previous = _period(service, p, *earlier)
    whole = int(earlier[0] >= service.first_day)
    return [(*current[:14], *previous[:14], whole, *current[14:16], *previous[14:16], *current[16:])]


def _period(service, p, first, last):
    plays, days_of = service.within("plays", p, first, last), service.active_days(p)
    inside = [day for day in days(first, last) if service.first_day <= day <= service.last_day]
    complete = [day for day in days(first, last) if day <= p.complete_day and day >= service.first_day]
    on = max(complete) if complete else None
    dau, wau, mau = (on and _listeners(days_of, on, window) for window in (1, 7, 30))
    listener_days = len({(play["listener_key"], play["local_date"]) for play in plays})
    if not inside:
        # Nothing is known of days outside the data.
        return (None,) * 21
    known = timed(plays)
    timed_days = len({(play["listener_key"], play["local_date"]) for play in known})
    outcomes = [play["skipped"] for play in plays if play["skipped"] is not None]
    return (
        *(len({play["listener_key"] for play in plays}), len(plays), minutes(plays)),
        *(len(service.within("sessions", p, first, last)), on, dau, ratio(listener_days, len(inside)) if on else None, wau, mau),
        *(skip_rate(plays), ratio(streams(plays), len(known)), ratio(minutes(plays), timed_days)),
        *(len({service.artist_of(play) for play in plays}), len({play["track_key"] for play in plays})),
        *(len(known), sum(is_unseen(service, play) for play in plays)),
        *(len(inside), listener_days, timed_days, sum(outcomes) if outcomes else None, len(outcomes)),
    )


def data_days(service, p):
    zones = Counter(row["zone"] for row in service.rows["listeners"])
    bounds = (service.first_day, service.last_day, service.last_moment)
    return [(zone, zones[zone], *bounds) for zone in sorted(zones)]


def stickiness(service, p):
    window = set(days(p.last_day - DAY * 27, p.last_day))
    counts = Counter(len(active & window) for active in service.active_days(p).values())
    total = sum(count for number, count in counts.items() if number)
    return [(number, counts[number], ratio(counts[number], total)) for number in range(1, 29)]


def _later_month(day, months):
    number = day.year * 12 + day.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


def _bounds(p, first, cohort, period):
    """First and last day of a listener's period."""
    if p.kind == "bracket" and p.cohort == "month":
        return _later_month(cohort, period), _later_month(cohort, period + 1) - DAY
    origin, unit = (cohort, 7) if p.kind == "bracket" else (first, 30 if p.cohort == "month" else 7)
    return origin + DAY * unit * period, origin + DAY * (unit * (period + 1) - 1)


def _cohorts(service, p):
    cohorts = defaultdict(list)
    for listener, active in service.active_days(p, min(p.last_day, p.complete_day)).items():
        if min(active) >= p.first_day:
            cohort = min(active).replace(day=1) if p.cohort == "month" else monday(min(active))
            cohorts[cohort].append((listener, min(active), active))
    return cohorts


def _cell(service, p, member, cohort, period):
    """Whether a listener is eligible for a period, and the active days that belong to it."""
    _, first, active = member
    begin, end = _bounds(p, first, cohort, period)
    belonging = [day for day in active if day >= begin and (day <= end or p.kind == "unbounded")]
    return end <= min(p.last_day, p.complete_day), len(belonging)


def retention(service, p):
    answer = []
    for cohort, members in sorted(_cohorts(service, p).items()):
        last_begin = (_later_month(cohort, 1) if p.cohort == "month" else cohort + DAY * 7) - DAY
        for period in range(p.periods + 1):
            cells = [_cell(service, p, member, cohort, period) for member in members]
            eligible, retained = sum(cell[0] for cell in cells), sum(cell[0] and cell[1] > 0 for cell in cells)
            complete = _bounds(p, last_begin, cohort, period)[1] <= min(p.last_day, p.complete_day)
            answer.append((cohort, period, len(members), eligible, retained, ratio(retained, eligible), int(complete)))
    return answer


def cohort_rows(service, p):
    rows = []
    for member in _cohorts(service, p)[p.cohort_day]:
        key, first, active = member
        eligible, belonging = _cell(service, p, member, p.cohort_day, p.period)
        listener = service.listeners[key]
        who = (listener["listener_id"], listener["tier"], listener["country"], first, max(active))
        retained = int(eligible and belonging > 0)
        rows.append(((-retained, -eligible, first, key), (*who, int(eligible), retained, belonging)))
    return [row for _, row in sorted(rows, key=lambda row: row[0])][p.offset : p.offset + p.limit]


def retention_curve(service, p):
    end = min(p.last_day, p.complete_day)
    members = [active for active in service.active_days(p, end).values() if min(active) >= p.first_day]
    answer = []
    for age in range(1, p.days + 1):
        eligible = [active for active in members if min(active) + DAY * age <= end]
        on = sum(min(active) + DAY * age in active for active in eligible)
        after = sum(max(active) >= min(active) + DAY * age for active in eligible)
        count, retained = len(eligible), on if p.kind == "on" else after
        answer.append((age, count, retained, ratio(retained, count), *wilson(retained, count)))
    return answer


def lifecycle(service, p):
    weeks = defaultdict(set)
    for listener, active in service.active_days(p, p.last_day).items():
        for day in active:
            weeks[monday(day)].add(listener)
    answer = []
    for week in mondays(p.first_day, p.last_day):
        now, previous = weeks.get(week, set()), weeks.get(week - DAY * 7, set())
        before = {listener for earlier, active in weeks.items() if earlier < week for listener in active}
        new, resurrected, dormant = len(now - before), len((now & before) - previous), len(previous - now)
        complete = week >= service.first_day and week + DAY * 6 <= min(p.last_day, p.complete_day)
        quick = ratio(new + resurrected, dormant)
        answer.append((week, len(now), new, len(now & previous), resurrected, dormant, quick, int(complete)))
    return answer


def listener_rows(service, p):
    day = SimpleNamespace(**{**vars(p), "first_day": p.day, "last_day": p.day})
    plays, days_of = defaultdict(list), service.active_days(p)
    for play in service.within("plays", day):
        plays[play["listener_key"]].append(play)
    sessions = Counter(session["listener_key"] for session in service.within("sessions", day))
    order = sorted(plays, key=lambda key: (-sum(play["ms_played"] for play in timed(plays[key])) if timed(plays[key]) else 1, key))
    window = set(days(p.day - DAY * 27, p.day))
    answer = []
    for key in order[p.offset : p.offset + p.limit]:
        listener, today = service.listeners[key], plays[key]
        who = (listener["listener_id"], listener["tier"], listener["country"])
        did = (len(today), streams(today), skips(today), minutes(today), sessions[key])
        answer.append((*who, *did, min(days_of[key]), len(days_of[key] & window)))
    return answer
