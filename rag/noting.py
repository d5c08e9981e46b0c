"""What a reader should know of an answer beyond its statements, one line each."""

from collections.abc import Sequence
from datetime import date

from rag.answers import Citation
from rag.differing import Difference
from rag.dispute import Party
from rag.latest import latest_notes

DIFFERING = "The articles give different {what}; they stand here side by side."


def notes(
    citations: Sequence[Citation],
    *,
    unanswered: Sequence[Party],
    differing: Difference,
    latest: bool,
    newest: date | None,
) -> tuple[str, ...]:
    """Which party is not heard, what differs, how new the newest is, and if all is one outlet's.

    `newest` is the newest date in the corpus; it counts only where the `latest` is asked for.
    """
    lines = [f"The articles carry no response from {party.short}." for party in unanswered]
    if differing:
        lines.append(DIFFERING.format(what=differing))
    if latest:
        lines += latest_notes(citations, newest)
    outlets = {citation.outlet for citation in citations}
    reprinted = any(citation.also for citation in citations)  # in places of other outlets
    if len(outlets) == 1 and not reprinted and (outlet := next(iter(outlets))):
        lines.append(f"Every source cited here is one outlet: {outlet}.")
    return tuple(lines)
