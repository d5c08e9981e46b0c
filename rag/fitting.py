"""Whether the rows of a gold file can be asked of a corpus and scored there."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from index.catalogue import Catalogue
from index.errors import GoldError, QuestionError
from rag.dispute import Dispute
from rag.gold import GoldQuestion, GoldRow
from rag.metrics import normalised
from rag.needles import refuse_uncitable
from rag.questions import checked_question


def refuse_unfit(
    path: Path, rows: Sequence[GoldRow], catalogue: Catalogue, dispute: Dispute, limit: int
) -> None:
    """Refuse rows that would be asked in vain, before any is asked.

    Those are: a question longer than `limit` code points, a party that the dispute file does
    not name, an answer without a word that is scored, and a needle that no citation can hold.
    Raises GoldError naming the file, line and field of the first.
    """
    for row in rows:
        for problem in _problems(row.question, dispute, limit):
            raise GoldError(f"{path}, line {row.line}, {problem}")
    refuse_uncitable(path, rows, catalogue)


def _problems(gold: GoldQuestion, dispute: Dispute, limit: int) -> Iterator[str]:
    """Field, problem and remedy of everything that is wrong with a row."""
    try:
        checked_question(gold.question, limit)
    except QuestionError as error:
        yield f"question: {error}"
    for place, answer in enumerate(gold.answers):
        if not normalised(answer):
            yield f"answers.{place}: “{answer}” has no word to score; write the answer"
    names = [party.name for party in dispute.parties]
    if gold.party is not None and gold.party not in names:
        yield f"party: {gold.party!r} {_party_remedy(gold.party, names)}"


def _party_remedy(party: str, names: Sequence[str]) -> str:
    if not names:
        return "is no party, as no dispute file names any; put a dispute.toml beside the articles"
    near = get_close_matches(party, names, n=1)
    meant = f"did you mean {near[0]!r}?" if near else f"choose among {', '.join(names)}"
    return f"is no party of the dispute file; {meant}"
