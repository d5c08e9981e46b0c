"""A timeline as HTML for the page: a plot whose points lead to their sources, and a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag.timeline import Event, Timeline
from ui.panels import line, nothing, outlets_of, paragraphs
from ui.render import of_statement
from ui.sources import link

# Places along the axis are shares of its width, in percent, so that the plot fits any screen.
GAP = 7.0  # between neighbours of one level; on a phone a point is as wide as this
TICKS = 5
TURN = 60.0  # from here on a point's tip opens to the left


@dataclass(frozen=True, slots=True)
class _Axis:
    """The days from the first to the last of a plot."""

    first: date
    last: date

    def place(self, day: date) -> float:
        """Where a day stands, in percent of the axis."""
        days = max((self.last - self.first).days, 1)
        return round(100 * (day - self.first).days / days, 2)


def timeline_html(timeline: Timeline, shelf: str) -> str:
    """The dated events as a plot and a list, the undated ones apart."""
    if not timeline.dated and not timeline.undated:
        return nothing("No event with a date was found", timeline.topic)
    parts, outlets = [], outlets_of(timeline.citations)
    if timeline.dated:
        parts += [_plot(timeline.dated, shelf), _events(timeline.dated, shelf, outlets)]
    if timeline.undated:
        parts.append("<h3>Without a known date</h3>")
        parts.append(_events(timeline.undated, shelf, outlets))
    return f'<div class="bs-timeline">{"".join(parts)}</div>'


def _events(events: Sequence[Event], shelf: str, outlets: Mapping[int, str]) -> str:
    rows = "".join(
        f'<li><span class="bs-when">{line(of_statement(_when(event), event))}</span> '
        f"{paragraphs([event.statement], shelf, outlets=outlets)}</li>"
        for event in events
    )
    return f'<ol class="bs-events">{rows}</ol>'


def _when(event: Event) -> str:
    if event.start is None or event.end is None:
        return event.when
    shown = {"day": "%d %B %Y", "month": "%B %Y", "year": "%Y"}[event.precision or "day"]
    first, last = (day.strftime(shown).lstrip("0") for day in (event.start, event.end))
    return first if first == last else f"{first} to {last}"


def _plot(events: Sequence[Event], shelf: str) -> str:
    """One point an event along an axis of time; a point is a link to its source.

    A bar behind a point reaches to the last day that its date can mean.
    """
    known = [(one, one.start, one.end) for one in events if one.start and one.end]
    axis = _Axis(min(start for _, start, _ in known), max(end for _, _, end in known))
    taken: list[float] = []  # the last place of each level
    points = []
    for event, start, end in known:
        place = axis.place(start)
        level = _level(taken, place)
        points.append(_point(event, shelf, place, axis.place(end), level))
    ticks = "".join(
        f'<span class="bs-tick{_side(place)}" style="left:{place}%">{label}</span>'
        for place, label in _ticks(axis)
    )
    counted = "1 event" if len(known) == 1 else f"{len(known)} events"
    return (
        f'<div class="bs-plot" role="group" aria-label="Plot of {counted}; arrow keys move '
        f'along it" style="--bs-levels:{len(taken)}">{"".join(points)}'
        f'<div class="bs-axis" aria-hidden="true">{ticks}</div></div>'
    )


def _level(taken: list[float], place: float) -> int:
    """The lowest level with room at a place, which is then taken."""
    for level, last in enumerate(taken):
        if place - last >= GAP:
            taken[level] = place
            return level
    taken.append(place)
    return len(taken) - 1


def _point(event: Event, shelf: str, place: float, end: float, level: int) -> str:
    label = line(f"{of_statement(_when(event), event)}: {event.statement.text}")
    number = event.statement.citations[0]
    bar = ""
    if end > place:
        style = f"left:{place}%;width:{round(end - place, 2)}%;--bs-level:{level}"
        bar = f'<span class="bs-span" style="{style}"></span>'
    return (
        f'{bar}<a class="bs-point{_side(place)}" href="{link(shelf, number)}" role="button" '
        f'aria-label="{label}" style="left:{place}%;--bs-level:{level}">'
        f'<span class="bs-tip" aria-hidden="true">{label}</span></a>'
    )


def _side(place: float) -> str:
    return " bs-turned" if place > TURN else ""


def _ticks(axis: _Axis) -> list[tuple[float, str]]:
    """Places and labels: years where the axis spans several, else months, else its ends."""
    years = [date(year, 1, 1) for year in range(axis.first.year, axis.last.year + 1)]
    months = [date(first.year, month, 1) for first in years for month in range(1, 13)]
    for days, shown in ((years, "%Y"), (months, "%b %Y")):
        within = [day for day in days if axis.first <= day <= axis.last]
        if len(within) > 1:
            step = -(-len(within) // TICKS)
            return [(axis.place(day), day.strftime(shown)) for day in within[::step]]
    ends = dict.fromkeys((axis.first, axis.last))
    return [(axis.place(day), f"{day.day} {day:%b %Y}") for day in ends]
