"""Statements → text with a language model: it drafts, and every sentence is checked.

What a draft may say is decided before it is asked for: the quotes that the answer rests on,
whether there is an answer, and whether it is contested. A sentence that its quotes do not
support gives way to them; a party that the draft leaves out is heard in its own words.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice

from index.errors import DraftError
from rag.answering import with_note
from rag.answers import Answer, Citation, Stance, Statement, renumbered
from rag.attribution import Voice, attribute
from rag.citations import check_statement, folded
from rag.composing import compose
from rag.dispute import Dispute
from rag.drafts import MOST_SENTENCES, Drafted, drafted, gives_orders, prompt
from rag.vetting import vet
from rag.writers import Writer

log = logging.getLogger(__name__)

UNASKED = "The language model could not be asked, so these are the articles’ own words."
UNSUPPORTED = (
    "The language model wrote nothing that the articles support, so these are their own words."
)

NotesOf = Callable[[Sequence[Citation]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a draft may rest on: the statements in quotes that a model was shown."""

    offered: tuple[Statement, ...]
    citations: dict[int, Citation]
    dispute: Dispute

    def resting_on(self, numbers: Sequence[int]) -> tuple[Statement, ...]:
        """The statements shown to the model that carry any of these marks, in order."""
        return tuple(each for each in self.offered if set(each.citations) & set(numbers))


def generated(
    plain: Answer, writer: Writer, dispute: Dispute, notes_of: NotesOf, *, streamed: bool
) -> Iterator[Answer]:
    """Answers that grow by sentences that passed the checks; the last is complete.

    `plain` is the answer in quotes. It comes back, with a note that says so, where the model
    fails or writes nothing that the quotes support, and as it is where none of it may be
    shown to a model.
    """
    offered = tuple(each for each in plain.statements if not _speaks_to_models(each))
    if not offered:
        yield plain
        return
    sources = Sources(offered, {each.number: each for each in plain.citations}, dispute)
    kept: list[Statement] = []
    try:
        asked = prompt(plain.question, offered, plain.citations)
        with closing(writer.pieces(asked, streamed=streamed)) as pieces:
            for sentence in islice(drafted(pieces), MOST_SENTENCES):
                new = [each for each in accepted(sentence, sources) if not _stated(each, kept)]
                kept += new
                if new and streamed:
                    yield _written(plain, kept, writer.name)
    except DraftError as error:
        log.warning("answered in quotes: %s", error)
        yield with_note(plain, UNASKED)
        return
    if not any(statement.drafted for statement in kept):
        log.warning("answered in quotes: no sentence of %s is supported", writer.name)
        yield with_note(plain, UNSUPPORTED)
        return
    kept += left_out(plain, kept, dispute)
    yield _written(plain, kept, writer.name, notes_of)


def accepted(sentence: Drafted, sources: Sources) -> tuple[Statement, ...]:
    """The statement that a drafted sentence makes, else the quotes that it cites.

    Nothing where it cites none of the quotes that the model was shown.
    """
    shown = sources.resting_on(sentence.numbers)
    known = {number for each in shown for number in each.citations}
    numbers = tuple(number for number in sentence.numbers if number in known)
    if not numbers:
        log.info("left out, as it cites nothing: %r", sentence.text[:80])
        return ()
    also = tuple(n for each in shown for n in each.citations if n not in numbers)
    statement = _spoken(Statement(sentence.text, numbers, drafted=True), shown, sources.dispute)
    alone = tuple(n for n in (*numbers, *also) if _holds(statement, (n,), sources))
    if alone:
        return (replace(statement, citations=alone),)
    if len(numbers) > 1 and _holds(statement, numbers, sources):
        return (statement,)
    return shown


def _holds(statement: Statement, numbers: tuple[int, ...], sources: Sources) -> bool:
    check = check_statement(
        replace(statement, citations=numbers),
        sources.citations,
        lambda one, cited: vet(one, cited, sources.dispute),
    )
    if not check.passed:
        log.info("not held by %s: %s", list(numbers), check.reason)
    return check.passed


def _spoken(statement: Statement, shown: Sequence[Statement], dispute: Dispute) -> Statement:
    """The statement with who speaks in it, as the quotes name them; nobody whom they lack."""
    said = attribute(statement.text, (), dispute)
    if not said.voices:
        return statement
    known = [(each.speaker, each.party) for each in shown]
    for each in shown:
        voices = attribute(each.text, (), dispute).voices
        known += [(voice.speaker, voice.party) for voice in voices]
    for speaker, party in known:
        if _is_voice(said.voices[0], speaker, party):
            return replace(statement, speaker=speaker, party=party, stance=said.stance)
    return statement


def _is_voice(voice: Voice, speaker: str | None, party: str | None) -> bool:
    """Whether a voice is the speaker's: the same party's, or else of the same last name."""
    if voice.party is not None:
        return voice.party == party
    name = (speaker or "").lower().split()[-1:]
    return bool(name) and name[0] in (voice.speaker or "").lower()


def left_out(plain: Answer, kept: Sequence[Statement], dispute: Dispute) -> list[Statement]:
    """The quotes that a draft may not do without: the best one, and each party's words."""
    cited = {number for each in kept for number in each.citations}
    heard = {pair for each in kept for pair in _heard(each, dispute)}
    missing: list[Statement] = []
    for place, statement in enumerate(plain.statements):
        silenced = _heard(statement, dispute) - heard
        skipped = place == 0 and not cited & set(statement.citations)
        if statement not in kept and (silenced or skipped):
            missing.append(statement)
            heard |= silenced
    return missing


def _heard(statement: Statement, dispute: Dispute) -> set[tuple[str, Stance]]:
    """The parties that speak in a statement, and whether they assert or deny."""
    voices = attribute(statement.text, (), dispute).voices
    pairs = {(voice.party, voice.stance) for voice in voices if voice.party is not None}
    if statement.party is not None:
        pairs.add((statement.party, statement.stance))
    return pairs


def _speaks_to_models(statement: Statement) -> bool:
    return gives_orders(f"{statement.speaker or ''} {statement.text}")


def _stated(statement: Statement, kept: Sequence[Statement]) -> bool:
    return any(statement.text.casefold() == each.text.casefold() for each in kept)


def _written(
    plain: Answer, kept: Sequence[Statement], name: str, notes_of: NotesOf | None = None
) -> Answer:
    """The answer that states these sentences; notes come with `notes_of`, when it is whole."""
    writer = name if any(each.drafted for each in kept) else None
    answer = renumbered(replace(plain, statements=tuple(kept), writer=writer))
    holds_short = any(
        (plain.short or "") in folded(citation.quote) for citation in answer.citations
    )
    short = plain.short if holds_short else None
    notes = notes_of(answer.citations) if notes_of else ()
    text = compose(answer.statements, short, notes)
    return replace(answer, text=text, short=short, notes=notes)
