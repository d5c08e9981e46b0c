"""Every check that an answer passes before anyone sees it.

Each check returns a status and a reason. They run inside `ask`, whichever composer wrote.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.documents import Document
from index.errors import InternalError
from rag.answers import Answer, Citation, Statement, renumbered

log = logging.getLogger(__name__)

Status = Literal["supported", "misplaced", "unmarked", "unsupported"]


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one check: `reason` says in one line what was compared."""

    status: Status
    reason: str

    @property
    def passed(self) -> bool:
        """Whether the thing checked may be shown."""
        return self.status == "supported"


def check_quote(citation: Citation, document: Document) -> Check:
    """Whether the citation's offsets give its quote, word for word, in its document."""
    found = document.text[citation.start : citation.end]
    where = f"{citation.source}[{citation.start}:{citation.end}]"
    if citation.source != document.source:
        return Check("misplaced", f"{where} was looked for in {document.source}")
    if not citation.quote.strip():
        return Check("misplaced", f"{where} is an empty quote")
    if found != citation.quote:
        return Check("misplaced", f"{where} holds {found[:60]!r}, not {citation.quote[:60]!r}")
    return Check("supported", f"{where} holds the quote")


Vet = Callable[[Statement, Sequence[Citation]], Check]


def check_statement(
    statement: Statement, citations: dict[int, Citation], vet: Vet | None = None
) -> Check:
    """Whether the statement carries marks and stands verbatim in what it cites.

    One that a language model drafted must pass `vet` with what it cites instead.
    """
    cited = [citations[number] for number in statement.citations if number in citations]
    if not cited:
        return Check("unmarked", f"no citation for {statement.text[:60]!r}")
    if statement.drafted:
        unvetted = Check("unsupported", f"drafted and not vetted: {statement.text[:60]!r}")
        return vet(statement, cited) if vet else unvetted
    if not any(folded(statement.text) == folded(citation.quote) for citation in cited):
        return Check("unsupported", f"not the words of any citation: {statement.text[:60]!r}")
    return Check("supported", "stands verbatim in its source")


def folded(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())


def checked(
    answer: Answer,
    document: Callable[[str], Document],
    *,
    strict: bool,
    vet: Vet | None = None,
) -> Answer:
    """The answer with everything that fails a check left out and each failure logged.

    `vet` checks the statements that a language model drafted. With `strict` a failure
    raises InternalError instead: it is a bug of ours.
    """
    good: dict[int, Citation] = {}
    for citation in answer.citations:
        check = check_quote(citation, document(citation.source))
        if check.passed:
            good[citation.number] = citation
        else:
            report_failure(check, strict=strict)
    statements = []
    for statement in answer.statements:
        kept = replace(statement, citations=tuple(n for n in statement.citations if n in good))
        check = check_statement(kept, good, vet)
        if check.passed:
            statements.append(kept)
        else:
            report_failure(check, strict=strict)
    return renumbered(replace(answer, citations=tuple(good.values()), statements=tuple(statements)))


def report_failure(check: Check, *, strict: bool) -> None:
    """Log a check that did not pass; raise InternalError instead with `strict`."""
    if strict:
        raise InternalError(f"a citation failed its check ({check.status}): {check.reason}")
    log.error("citation dropped (%s): %s", check.status, check.reason)
