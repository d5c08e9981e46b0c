"""Statements → the text a person reads, without an LLM: quotes, marks and lead-ins only."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answers import Answer, Citation, Silence, Statement
from rag.citations import folded

SILENCES: dict[Silence, str] = {
    "topic": "The articles say nothing on this topic.",
    "fact": "The articles treat this topic but do not say this.",
    "premise": "The question assumes something that the articles do not say.",
}


def compose(statements: Sequence[Statement], short: str | None, notes: Sequence[str] = ()) -> str:
    """Each statement after its lead-in, followed by its marks, then the notes.

    `short` stands in bold in the first statement that holds it.
    """
    lines = []
    bold_left = short
    for statement in statements:
        text = statement.text
        if bold_left and bold_left in text:
            text = text.replace(bold_left, f"**{bold_left}**", 1)
            bold_left = None
        lines.append(f"{statement.lead}{' ' if statement.lead else ''}{text} {marks(statement)}")
    return "\n\n".join([*lines, *notes])


def grown(answer: Answer) -> Iterator[Answer]:
    """Partial answers, one more whole statement each time; the last is the answer itself."""
    for count in range(1, len(answer.statements)):
        statements = answer.statements[:count]
        marked = {number for statement in statements for number in statement.citations}
        yield replace(
            answer,
            text=compose(statements, answer.short),
            statements=statements,
            citations=tuple(c for c in answer.citations if c.number in marked),
        )
    yield answer


def marks(statement: Statement) -> str:
    """The statement's citation numbers as they stand in text: `[1][2]`."""
    return "".join(f"[{number}]" for number in statement.citations)


def compose_silence(silence: Silence, nearest: Sequence[Citation]) -> str:
    """What kind of silence it is, then the nearest passages, marked as no answer."""
    if not nearest:
        return SILENCES[silence]
    lines = [f"[{citation.number}] {folded(citation.quote)}" for citation in nearest]
    return "\n\n".join(
        [SILENCES[silence], "Nearest passages, which do not answer the question:", *lines]
    )
