"""Writes plain_answers.json: a tiny service, questions about it, and their answers worked out in plain Python.

Call: python3 fixture.py (Python 3.10 or newer; no packages). A day is a text such as 2025-03-30, a moment one such as
2025-03-30T01:00:00.000000Z. Funnels and retention are walked listener by listener, without a line of SQL.
"""

import datetime as dt
import itertools
import json
import pathlib
import platform
import random
from types import SimpleNamespace

import dataset
import reference_changes
import reference_funnels
import reference_listeners
import reference_listening
from service import Service

SEED = 20
DAY = dt.timedelta(days=1)
FILTER = ["first_day", "last_day", "tier", "country", "platform"]
# Past the last day asked about, on the last but one of the data, within a range, and before another.
COMPLETE = [dataset.LAST_DAY - DAY, dt.date(2025, 3, 25), dataset.LAST_DAY - DAY]
RANGES = [
    (dataset.FIRST_DAY, dataset.LAST_DAY),
    (dt.date(2025, 3, 10), dt.date(2025, 4, 6)),
    (dt.date(2025, 3, 30), dt.date(2025, 3, 30)),
    (dt.date(2025, 2, 1), dt.date(2025, 5, 20)),
]
FILTERS = [
    (None, None, None),
    ("premium", None, None),
    (None, "unknown", None),
    (None, None, "spotify"),
    ("unknown", None, "apple_music"),
]
DIMENSIONS = [*reference_listening.ORDERS, "genre", "device", "tier", "context", "platform", "country", "reason_start"]
FUNNELS = [
    ["session", "play", "stream", "skip", "complete", "like"],
    ["search", "play", "skip"],
    ["play", "play"],
    ["like", "save", "share"],
]


def own_parameters():
    """The parameters of each question beyond the filter, and how many ranges and filters to ask with."""
    cells = [
        {"cohort": cohort, "kind": kind} for cohort in ("week", "month") for kind in ("on", "unbounded", "bracket")
    ]
    starts = {"week": dt.date(2025, 2, 17), "month": dt.date(2025, 2, 1)}
    funnels = [
        {
            "ordering": ordering,
            "window_hours": hours,
            **{f"step_{n + 1}": s for n, s in enumerate(steps + [None] * (6 - len(steps)))},
        }
        for ordering in ("ordered", "strict", "any")
        for hours, steps in zip((24, 1, 960, 240), FUNNELS)
    ]
    rows = {"limit": 6, "offset": 1}
    yield from [("activity", {}, 4), ("summary", {}, 8), ("period_changes", {}, 12), ("data_days", {}, 1), ("stickiness", {}, 4), ("lifecycle", {}, 6)]
    yield from [("retention", {**cell, "periods": 3}, 2) for cell in cells]
    yield from [
        ("cohort_rows", {**cell, "cohort_day": starts[cell["cohort"]], "period": 1, **rows}, 1) for cell in cells
    ]
    yield from [("retention_curve", {"days": 30, "kind": kind}, 3) for kind in ("unbounded", "on")]
    yield from [("listener_rows", {"day": dt.date(2025, 3, 21), **rows}, 4)]
    yield from [("sessions_daily", {}, 3), ("session_lengths", {}, 3), ("skip_moments", {}, 3), ("skip_kinds", {}, 3)]
    yield from [("skip_rates", {"dimension": dimension}, 2) for dimension in DIMENSIONS]
    yield from [("play_rows", {"dimension": None, "group_name": None, **rows}, 3)]
    yield from [("play_rows", {"dimension": "energy", "group_name": group, **rows}, 1) for group in ("low", "unknown")]
    yield from [("play_totals", {"dimension": None, "group_name": None}, 3)]
    yield from [("play_totals", {"dimension": "genre", "group_name": group}, 2) for group in ("rock", "unknown")]
    yield from [("playlist_funnel", {"steps": 6}, 5), ("playlist_drop_off", {}, 5), ("genre_trend", {"limit": 2}, 3)]
    yield from [("top_tracks", {"limit": 5}, 4), ("top_artists", {"limit": 5}, 4)]
    growth = {"recent_days": 14, "base_days": 40, "min_growth": 0.5, "min_listeners": 1, "max_p_value": 1.0, "limit": 6}
    yield from [("emerging_artists", growth, 5), ("activation_funnel", {"window_days": 14}, 5), ("freshness", {}, 1)]
    yield from [("custom_funnel", funnel, 2) for funnel in funnels]


def cases():
    """Questions with all their parameters. The first is always unfiltered and over all days."""
    choose = random.Random(SEED)
    combinations = list(itertools.product(RANGES, FILTERS))
    for name, own, count in own_parameters():
        for (first, last), rest in [combinations[0], *choose.sample(combinations[1:], count - 1)]:
            complete = COMPLETE[choose.randrange(len(COMPLETE))]
            yield name, {**dict(zip(FILTER, (first, last, *rest))), "complete_day": complete, **own}


def answer(service, name, parameters):
    for module in (reference_changes, reference_listeners, reference_listening, reference_funnels):
        if hasattr(module, name):
            return getattr(module, name)(service, SimpleNamespace(**parameters))
    raise KeyError(name)


def table(rows, left_out=()):
    columns = [column for column in rows[0] if column not in left_out]
    return {"columns": columns, "rows": [[row.get(column) for column in columns] for row in rows]}


def text(value):
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="microseconds") + "Z"
    return value.isoformat()


def main():
    rows = dataset.make(SEED)
    service = Service(rows)
    tables = ["imports", "listeners", "artists", "tracks", "plays", "events"]
    document = {
        "about": "Base tables of a tiny service, and questions about it with the answers that plain Python worked out. "
        "Sessions and marts are to be made from the plays. Numbers with a fraction agree to 1e-11, all else exactly.",
        "made_with": {"script": "fixture.py", "python": platform.python_version(), "seed": SEED},
        "tables": {name: table(rows[name]) for name in tables},
        "cases": [{"insight": name, "parameters": p, "rows": answer(service, name, p)} for name, p in cases()],
    }
    lines = json.dumps(document, ensure_ascii=False, default=text, separators=(",", ":"))
    lines = lines.replace("],[", "],\n[").replace('{"insight"', '\n{"insight"')
    pathlib.Path(__file__).with_name("plain_answers.json").write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
