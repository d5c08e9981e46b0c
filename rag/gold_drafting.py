"""A corpus → draft rows of a gold file, for a person to correct.

Nothing is asked of the system that will be measured: questions come from the sentences by
template, their twins by changing one thing, and the contested ones from a claim and its denial.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from index.searching import Index
from rag.attribution import Attribution, Voice, attribute
from rag.dispute import Dispute
from rag.gathering import Told, gather
from rag.gold import GoldQuestion
from rag.question_drafting import Drafted, drafted, said_clause
from rag.questions import content_words
from rag.reporting import CALENDAR, ROLES, words
from rag.sentence_vectors import SentenceVectors

# Sentences looked through, those of the latest articles first.
SENTENCES = 4000
# Shares of the rows: twins and contested ones as far as there are any, the rest answerable.
TWINS, CONTESTED, FAR = 0.25, 0.2, 0.08
# Answerable questions made for each that is kept, so that all kinds have their share.
_POOL = 5
# Claims and denials that are compared, so that a large corpus is embedded in seconds.
_CLAIMS, _DENIALS = 1000, 200
# From this cosine on a denial may be about a claim; a person decides.
NEAR = 0.45
# Two questions with this share of their words in common are one.
_ALIKE = 0.6
# Content words from which on a clause without a name is clear.
_TELLING = 3
_ACCUSED = re.compile(r"\baccus(?:e|es|ed) (?P<who>(?!of\b)[^,;]+?) of (?P<deed>\w+ing\b[^,;]*)")
_WORD = re.compile(r"[a-z]+")
_LOWER = re.compile(r"(?<![\w’'-])[a-z]+(?![\w’'-])")
_CLAIM_DENIED = re.compile(
    r"^(?P<claim>.+?), "
    r"(?P<denial>(?:an? |the )?(?:claim|charge|allegation|accusation|assertion)s?\b.*)$"
)
_PEOPLE = words("""
    people soldiers civilians children women men workers residents fighters militants troops
    passengers students protesters migrants refugees prisoners hostages villagers journalists
    officers police patients survivors victims members
""") | {f"{role}s" for role in ROLES}
# Questions about what articles on a dispute hardly treat; each is kept only if the corpus
# lacks one of its words.
_FAR = (
    "Who won the men’s singles title at Wimbledon?",
    "What is the recommended dose of vitamin D for adults?",
    "How do you keep a sourdough starter alive?",
    "Which planet has the most moons?",
    "Who composed the opera Carmen?",
    "How tall is the Eiffel Tower?",
    "What causes a rainbow?",
    "Who directed the film Casablanca?",
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the corpus and who says it."""

    told: Told
    attribution: Attribution

    @property
    def text(self) -> str:
        return self.told.text


def gold_drafts(
    index: Index, vectors: SentenceVectors, dispute: Dispute, count: int
) -> tuple[GoldQuestion, ...]:
    """About `count` draft rows: answerable, contested, and what the corpus does not answer.

    The same corpus gives the same rows. Fewer where its sentences do not make as many, and
    none where no sentence makes a question.
    """
    gathered = gather(None, index, sentences=SENTENCES)
    found = [
        _Sentence(told, attribute(told.text, told.before, dispute, told.after))
        for told in _in_turn(gathered.told)
    ]
    # As printed in lower case: what has only capitals is a name.
    vocabulary = {word for one in found for word in _LOWER.findall(one.text)}
    seen: list[_Row] = []
    pool = _apart(_noted(_answerable(found, vocabulary), seen), _POOL * count)
    counted = _counted_otherwise(seen)
    disputed = {row.question for row, _ in counted}
    pool = [row for row in pool if row[0].question not in disputed]
    contested = _apart([*counted, *_contested(found, vectors)], round(CONTESTED * count))
    texts = [one.text for one in found]
    twins = _apart(_twins(pool, texts), round(TWINS * count))
    far = _far(set(_WORD.findall(" ".join(texts).lower())))[: round(FAR * count)]
    room = max(1, count - len(contested) - len(twins) - len(far))
    answerable = [row for row, _ in _balanced(pool)[:room]]
    # Those on other topics are a share of what there is, none where there is nothing else.
    others = len(answerable) + len(twins) + len(contested)
    if others + len(far) < count:
        far = far[: round(FAR / (1 - FAR) * others)]
    return _numbered([*answerable, *(row for row, _ in twins), *(r for r, _ in contested), *far])


def _in_turn(told: Sequence[Told]) -> list[Told]:
    """One sentence of each article after the other, so that no article has all the questions."""
    articles: dict[tuple[str, int], list[Told]] = {}
    for one in told:
        articles.setdefault((one.passage.source, one.passage.article), []).append(one)
    rounds = zip_longest(*articles.values())
    return [one for each in rounds for one in each if one is not None]


_Row = tuple[GoldQuestion, Drafted | None]


def _apart(rows: Iterable[_Row], most: int) -> list[_Row]:
    """The first `most` rows whose question is not one that another asks already."""
    kept: list[_Row] = []
    asked: list[set[str]] = []
    for row in rows:
        if len(kept) >= most:
            break
        own = set(content_words(row[0].question))
        if all(len(own & other) < _ALIKE * len(own | other) for other in asked):
            asked.append(own)
            kept.append(row)
    return kept


def _balanced(rows: Sequence[_Row]) -> list[_Row]:
    """The rows of each kind in turn."""
    kinds: dict[str, list[_Row]] = {}
    for row in rows:
        kinds.setdefault(row[0].kind, []).append(row)
    return [row for each in zip_longest(*kinds.values()) for row in each if row is not None]


# --- answerable -------------------------------------------------------------------------


def _answerable(found: Sequence[_Sentence], vocabulary: set[str]) -> Iterator[_Row]:
    for one in found:
        if one.told.passage.kind == "caption":
            continue
        published = one.told.passage.published
        for draft in drafted(one.text, one.attribution, published, vocabulary):
            yield _row(draft), draft


def _noted(rows: Iterable[_Row], seen: list[_Row]) -> Iterator[_Row]:
    """The rows as they are, each put into `seen` as well."""
    for row in rows:
        seen.append(row)
        yield row


def _counted_otherwise(rows: Sequence[_Row]) -> list[_Row]:
    """A contested row for each question that different speakers answer with different numbers."""
    told: dict[str, list[Drafted]] = {}
    for row, draft in rows:
        if draft and draft.noun and draft.counter:
            told.setdefault(row.question, []).append(draft)
    found: list[_Row] = []
    for question, drafts in told.items():
        first = drafts[0]
        other = next((d for d in drafts if _counts_otherwise(first, d)), None)
        if other:
            found.append((_disputed(question, first.needle, other.needle), None))
    return found


def _counts_otherwise(one: Drafted, other: Drafted) -> bool:
    return one.counter != other.counter and one.answers[0] != other.answers[0]


def _row(draft: Drafted) -> GoldQuestion:
    return GoldQuestion(
        question=draft.question,
        answers=draft.answers,
        evidence=((draft.needle,),),
        kind=draft.kind,
        speaker=(draft.voice.speaker,) if draft.voice and draft.voice.speaker else None,
        party=draft.voice.party if draft.voice else None,
        date=draft.date or None,
        note="ask it in other words than the article’s; add other sentences that answer it",
        draft=True,
    )


# --- what the corpus does not answer ----------------------------------------------------


def _twins(rows: Sequence[_Row], texts: Sequence[str]) -> Iterator[_Row]:
    """Questions that differ from answerable ones in one thing, which no article says."""
    names = _places(texts)
    for turn, (row, draft) in enumerate(rows):
        if draft is None:
            continue
        if draft.noun.split()[-1:] and draft.noun.split()[-1].lower() in _PEOPLE:
            question = f"What are the names of the {draft.noun} who {draft.rest}?"
            yield _silence(question, "fact", f"twin of “{row.question}”"), None
        swapped = _swapped(row.question, names[turn % max(1, len(names)) :] + names, texts)
        if swapped:
            question, old, new = swapped
            yield _silence(question, "premise", f"twin: {new} stands for {old}"), None


def _silence(question: str, silence: str, note: str) -> GoldQuestion:
    return GoldQuestion.model_validate(
        {
            "question": question,
            "answerable": False,
            "silence": silence,
            "kind": "unanswerable-near",
            "note": f"{note}; see that no article answers it",
            "draft": True,
        }
    )


_AFTER_IN = re.compile(r"\b(?:in|from|near|outside) ((?:[A-Z][\w’'-]+ ?)+)(?=[\s.,;]|$)")


def _places(texts: Sequence[str]) -> list[str]:
    """Names that stand twice or more where a place stands, the most frequent first."""
    counted = Counter(match[1].strip() for text in texts for match in _AFTER_IN.finditer(text))
    return [
        name
        for name, times in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        if times > 1 and not CALENDAR.search(name)
    ][:40]


def _swapped(
    question: str, names: Sequence[str], texts: Sequence[str]
) -> tuple[str, str, str] | None:
    """The question with one place for another, if no sentence is about both; None without one."""
    old = next((m[1].strip() for m in _AFTER_IN.finditer(question) if m[1].strip() in names), None)
    if old is None:
        return None
    rest = set(content_words(question.replace(old, " ")))
    for new in names:
        if new in question or old in new or new in old:
            continue
        near = (text for text in texts if new in text)
        if all(len(rest & set(content_words(text))) < 0.5 * len(rest) for text in near):
            return question.replace(old, new), old, new
    return None


def _far(vocabulary: set[str]) -> list[GoldQuestion]:
    """Questions on other topics with a word that the corpus lacks."""
    return [
        GoldQuestion(
            question=question,
            answerable=False,
            silence="topic",
            kind="unanswerable-far",
            draft=True,
        )
        for question in _FAR
        if set(_WORD.findall(question.lower())) - vocabulary - {"s"}
    ]


# --- contested --------------------------------------------------------------------------


def _contested(found: Sequence[_Sentence], vectors: SentenceVectors) -> Iterator[_Row]:
    """A claim and its denial, in one sentence or in two of different speakers."""
    for one in found:
        row = _denied_at_once(one)
        if row:
            yield row, None
    claims = [(one, voice) for one in found if (voice := _claim_voice(one))][:_CLAIMS]
    denials = [
        one
        for one in found
        if any(v.stance == "denies" and v.speaker for v in one.attribution.voices)
        and not _CLAIM_DENIED.match(one.text)
    ][:_DENIALS]
    if not claims or not denials:
        return
    left = vectors.of([one.text for one, _ in claims])
    right = vectors.of([one.told.context for one in denials])
    cosines = left @ right.T
    for place, denial in enumerate(denials):
        for best in np.argsort(-cosines[:, place], kind="stable")[:3].tolist():
            claim, voice = claims[best]
            if cosines[best, place] >= NEAR and _differ(voice, denial):
                clause = _claimed(claim.text, voice) or ""
                yield _disputed(_is_it_true(clause), claim.text, denial.text), None
                break


def _claim_voice(one: _Sentence) -> Voice | None:
    """Who asserts a clause that can be asked about, None where nobody does."""
    voices = [voice for voice in one.attribution.voices if voice.stance == "asserts"]
    if len(voices) != 1 or len(one.attribution.voices) > 1 or not one.told.text:
        return None
    clause = _claimed(one.text, voices[0])
    return voices[0] if clause and _names_something(clause) else None


def _claimed(text: str, voice: Voice) -> str | None:
    """What a voice claims, as words that can follow "that": also of whom it accuses of a deed."""
    accused = _ACCUSED.search(text)
    if accused is None:
        return said_clause(text, voice)
    return f"{accused['who']} was {accused['deed'].rstrip(' .!')}"


def _names_something(clause: str) -> bool:
    """Whether a stranger knows what is meant: no pronoun opens it, and a name or enough is said."""
    first = clause.split()[0].lower()
    leans = first in words("he she it they this that these those there we i you")
    named = re.search(r"(?:^|\s)[A-Z][\w’'-]+", clause)
    return not leans and (bool(named) or len(set(content_words(clause))) >= _TELLING)


def _differ(claim: Voice, denial: _Sentence) -> bool:
    """Whether the one who denies is another, of another party where parties are known."""
    for voice in denial.attribution.voices:
        if voice.stance == "denies" and voice.speaker:
            if claim.party and voice.party:
                return claim.party != voice.party
            return not set(content_words(claim.speaker or "")) & set(content_words(voice.speaker))
    return False


def _denied_at_once(one: _Sentence) -> GoldQuestion | None:
    """Both sides of one sentence: "Pakistan says …, a claim denied by Taliban officials"."""
    match = _CLAIM_DENIED.match(one.text)
    if match is None or not any(v.stance == "denies" for v in one.attribution.voices):
        return None
    for voice in one.attribution.voices:
        clause = _claimed(match["claim"], voice) if voice.stance == "asserts" else None
        if clause and _names_something(clause):
            return _disputed(_is_it_true(clause), match["claim"], match["denial"].rstrip(" ."))
    return None


def _is_it_true(clause: str) -> str:
    return f"Is it true that {clause}?"


def _disputed(question: str, claim: str, denial: str) -> GoldQuestion:
    return GoldQuestion(
        question=question,
        evidence=((claim,), (denial,)),
        contested=True,
        kind="contested",
        note="see that the second group answers the first; add what else either side says of it",
        draft=True,
    )


def _numbered(rows: Sequence[GoldQuestion]) -> tuple[GoldQuestion, ...]:
    """The rows with an id each, and every third of a kind for calibration."""
    counts: Counter[str] = Counter()
    numbered = []
    for row in rows:
        counts[row.kind] += 1
        number = counts[row.kind]
        split = "calibrate" if number % 3 == 2 else "report"
        name = f"{row.kind.replace(' ', '-')}-{number:02}"
        numbered.append(row.model_copy(update={"id": name, "split": split}))
    return tuple(numbered)
