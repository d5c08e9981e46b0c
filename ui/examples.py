"""Questions to begin with, made from the corpus at hand; only those that it answers."""

from collections.abc import Iterator

from index.errors import BothSidesError
from rag.assistant import Assistant
from rag.positions import Positions

WANTED, TRIED = 4, 12


def example_questions(assistant: Assistant) -> list[str]:
    """At most four questions that the assistant answers, of different kinds."""
    chosen: list[str] = []
    for tried, question in enumerate(_candidates(assistant)):
        if tried == TRIED or len(chosen) == WANTED:
            break
        try:
            if question not in chosen and assistant.ask(question).answered:
                chosen.append(question)
        except BothSidesError:
            continue
    return chosen


def _candidates(assistant: Assistant) -> Iterator[str]:
    """Questions about who says and denies what, then about what the articles tell."""
    yield from _about_parties(assistant.positions())
    for draft in assistant.gold_drafts(TRIED):  # all there is where no parties are named
        if draft.answerable and not draft.contested:
            yield draft.question


def _about_parties(positions: Positions) -> Iterator[str]:
    """Questions about the parties of the dispute, most contested first."""
    parties = [each for each in positions.parties if each.assertions or each.denials]
    for position in parties:
        if position.denials:
            yield f"What does {position.party} deny?"
    for position in parties:
        for other in parties:
            if other is not position:
                yield f"What does {position.party} say about {other.party}?"
    for position in parties:
        speakers = [each.speaker for each in position.assertions if each.speaker]
        for speaker in dict.fromkeys(speakers):
            yield f"What did {speaker} say?"
