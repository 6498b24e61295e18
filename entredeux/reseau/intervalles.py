"""Time spent somewhere, as intervals of instants. Pure: no query, no zone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

Intervalle = tuple[datetime, datetime]


def merge(intervals: Iterable[Intervalle]) -> list[Intervalle]:
    """The same instants, in order, without overlap: two screens at once count once. Empty ones are dropped."""
    merged: list[Intervalle] = []
    for start, end in sorted((start, end) for start, end in intervals if start < end):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def clip(intervals: Iterable[Intervalle], within: Intervalle) -> list[Intervalle]:
    """What falls inside `within`: neither a test before the start, nor a screen left on overnight."""
    inside = ((max(start, within[0]), min(end, within[1])) for start, end in intervals)
    return [(start, end) for start, end in inside if start < end]


def total(intervals: Iterable[Intervalle]) -> timedelta:
    """The time covered, whatever the overlaps."""
    return sum((end - start for start, end in merge(intervals)), timedelta())


def whole_minutes(duration: timedelta) -> int:
    return int(duration.total_seconds() // 60)
