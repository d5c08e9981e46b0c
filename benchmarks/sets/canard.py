"""CANARD: follow-up questions in conversations about a topic, over the answers given in all.

A dialogue's answers are one article. Where the answerer found none, silence is right.
"""

from itertools import pairwise
from pathlib import Path

from benchmarks.conversation import Turn, articles, read_canard
from benchmarks.corpora import Corpus, Part, QuestionSet
from index.documents import Span
from index.sentences import sentences
from rag.gold import GoldQuestion, Message

FOLDER = "conversation"


def load(data: Path, *, every: int = 8) -> QuestionSet:
    """Every so many of the questions that lean on their conversation."""
    turns = read_canard(data / FOLDER / "canard_dev.json")
    # What was answered is known from the next question of the dialogue, so not for the last.
    known = [one for one, then in pairwise(turns) if one.dialogue == then.dialogue]
    asked = [turn for turn in known if turn.question != turn.rewrite][::every]
    return QuestionSet(
        name="canard",
        title="CANARD follow-ups",
        parts=(Part(Corpus("canard", tuple(articles(turns))), tuple(map(question, asked))),),
        answers="long",
        strings=False,
        without_answer="the answerer found none in the article",
    )


def question(turn: Turn) -> GoldQuestion:
    """The gold of one question: the answer, and each of its sentences a group."""
    history = tuple(Message.model_validate(dict(each)) for each in turn.history)
    if not turn.answer:
        return GoldQuestion(question=turn.question, history=history, answerable=False)
    text = turn.answer
    return GoldQuestion(
        question=turn.question,
        history=history,
        answers=(text,),
        evidence=tuple((span.of(text),) for span in sentences(text, Span(0, len(text)))),
    )
