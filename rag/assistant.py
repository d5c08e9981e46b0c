"""`Assistant`: puts the stages together; every algorithm lives in its own module."""

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.building import BuildReport, Progress, build
from index.catalogue import VERSION, Catalogue
from index.documents import Article, Document, Hit
from index.embedding import load_embedder
from index.errors import CorpusError
from index.loading import Failure
from index.searching import Index, open_index
from rag.addressed import own_words
from rag.answering import Plan, answered, noting, silent, with_note
from rag.answers import Answer, Citation, Statement
from rag.citations import Check, checked
from rag.composing import grown
from rag.contesting import Sides, both_sides, charge_taken_up
from rag.differing import differing
from rag.dispute import Dispute, dispute_text, load_dispute, parsed_dispute
from rag.facts import CorpusFacts, corpus_facts
from rag.fitting import refuse_unfit
from rag.followups import resolve
from rag.generating import generated
from rag.gold import GoldQuestion, GoldRow
from rag.gold_drafting import gold_drafts
from rag.latest import asks_latest, names_topic, newest_first, newest_told
from rag.opposing import Case, voiced
from rag.positions import Positions, positions
from rag.questions import checked_question
from rag.scorers import load_scorer
from rag.scoring import Candidate, Scorer, Scoring
from rag.selecting import Choice, select
from rag.sentence_vectors import SentenceVectors
from rag.settings import Settings, load_settings, seeds_folder
from rag.silences import is_unsure
from rag.timeline import Timeline, timeline
from rag.vetting import vet
from rag.writers import Writer, open_writer

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

# The conversation before a question; None is none, as `()` is.
History = Sequence[Mapping[str, str]] | None

DISPUTE_FILE = "dispute.toml"


class Assistant:
    """Answers questions over one corpus; loads once, safe to share between threads."""

    def __init__(
        self,
        index: Index,
        vectors: SentenceVectors,
        scorer: Scorer,
        dispute: Dispute,
        settings: Settings,
        writer: Writer | None = None,
        left_out: tuple[Failure, ...] = (),
    ) -> None:
        self._index = index
        self._vectors = vectors
        self._scorer = scorer
        self._dispute = dispute
        self._settings = settings
        self._writer = writer
        self._left_out = left_out

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        settings: Settings | None = None,
        llm: "LLM | None" = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> "Assistant":
        """An assistant over `path`: a folder or file of articles, or a finished index.

        None is the seed articles. Articles are indexed on first use, and again only where
        they changed. `llm` is any LlamaIndex LLM to draft answers with, in place of the one
        that the settings may name; that one is asked one word here, so that SettingsError can
        name a wrong key, model or address. Raises CorpusError, IndexFormatError, ModelError
        or StorageError too.
        """
        settings = settings or load_settings()
        writer = Writer(llm, seconds=settings.llm_timeout) if llm else open_writer(settings)
        dispute = load_dispute(settings.dispute)
        folder = corpus_path(path)
        left_out: tuple[Failure, ...] = ()
        if not is_index(folder):
            folder, report = bring_up_to_date(folder, settings, on_progress=on_progress)
            left_out = report.failures
        embedder = load_embedder(settings.embedding_model)
        index = open_index(folder, embedder)
        if settings.dispute is None:
            dispute = parsed_dispute(index.catalogue.meta("dispute"), f"{folder}, {DISPUTE_FILE}")
        vectors = SentenceVectors(embedder)
        scorer = load_scorer(settings.reader, vectors)
        return cls(index, vectors, scorer, dispute, settings, writer, left_out)

    def ask(self, question: str, history: History = ()) -> Answer:
        """The checked answer to a question; `history` is the conversation before it.

        Raises QuestionError for a question that is empty, too long, or not text.
        """
        *_, answer = self._answers(question, history, streamed=False)
        return answer

    def stream(self, question: str, history: History = ()) -> Iterator[Answer]:
        """Partial answers, one more whole and checked statement each time.

        The last is complete; it may take back what a language model began and did not end.
        Raises what `ask` raises.
        """
        yield from self._answers(question, history, streamed=True)

    def _answers(self, question: str, history: History, *, streamed: bool) -> Iterator[Answer]:
        asked = checked_question(question, self._settings.question_limit)
        standalone = resolve(asked, history or (), self._dispute)
        search = self._index.search(standalone, limit=self._settings.passages)
        catalogue, note = search.catalogue, self._scorer.note
        scoring = self._scorer.score(standalone, search)
        plan = self._plan(standalone, scoring, catalogue)
        if plan is None:
            draft = silent(standalone, scoring, catalogue, self._dispute, self._scorer.cuts)
            yield self._checked(with_note(draft, note), catalogue)
            return
        draft = answered(standalone, scoring, plan, catalogue, self._dispute)
        plain = self._checked(with_note(draft, note), catalogue)
        if (
            self._writer is None or plan.differing
        ):  # numbers that differ stand side by side as quoted
            yield from grown(plain) if streamed else (plain,)
            return
        below = noting(standalone, plan, catalogue, note)
        for written in generated(plain, self._writer, self._dispute, below, streamed=streamed):
            yield self._checked(written, catalogue)

    def _plan(self, question: str, scoring: Scoring, catalogue: Catalogue) -> Plan | None:
        """What to state; None for silence."""
        if asks_latest(question) and not names_topic(question):
            newest = voiced(newest_told(catalogue), catalogue, self._dispute)
            if newest:
                return Plan(Sides(tuple(newest), contested=False))
        cuts = self._scorer.cuts
        case = Case(question, scoring.passages, self._index, self._vectors, self._dispute)
        heard = own_words(question, scoring, catalogue, self._dispute)
        choices = select(question, heard, cuts)
        if not choices or is_unsure(question, scoring, cuts, self._dispute):
            charge = charge_taken_up(case, scoring.candidates, catalogue)
            return Plan(charge) if charge else None
        if asks_latest(question):
            choices = newest_first(choices)

        def speaker(candidate: Candidate) -> str | None:
            (one,) = voiced([Choice(candidate, candidate.span)], catalogue, self._dispute)
            return one.attribution.speaker

        choices, differ = differing(question, heard, choices, speaker)
        return Plan(both_sides(case, voiced(choices, catalogue, self._dispute)), differ)

    def _checked(self, answer: Answer, catalogue: Catalogue) -> Answer:
        def vetted(statement: Statement, cited: Sequence[Citation]) -> Check:
            return vet(statement, cited, self._dispute)

        strict = self._settings.strict
        return checked(answer, catalogue.document, strict=strict, vet=vetted)

    def positions(self, topic: str | None = None) -> Positions:
        """What each party asserts and denies on a topic, or in all articles, with citations.

        Without a dispute file the sides are the speakers heard most. Raises QuestionError for
        a topic that is empty, too long, or not text.
        """
        asked = self._topic(topic)
        strict = self._settings.strict
        return positions(asked, self._index, self._vectors, self._dispute, strict=strict)

    def timeline(self, topic: str | None = None) -> Timeline:
        """What happened when, on a topic or in all articles, with citations.

        Raises QuestionError for a topic that is empty, too long, or not text.
        """
        asked = self._topic(topic)
        strict = self._settings.strict
        return timeline(asked, self._index, self._vectors, self._dispute, strict=strict)

    def refuse_unfit(self, path: Path, rows: Sequence[GoldRow]) -> None:
        """Refuse the rows of a gold file that this corpus cannot be measured with.

        Raises GoldError naming the file, line and field of the first.
        """
        limit = self._settings.question_limit
        refuse_unfit(path, rows, self._index.catalogue, self._dispute, limit)

    def gold_drafts(self, count: int) -> tuple[GoldQuestion, ...]:
        """About `count` draft rows of a gold file for this corpus, for a person to correct."""
        return gold_drafts(self._index, self._vectors, self._dispute, count)

    def _topic(self, topic: str | None) -> str | None:
        limit = self._settings.question_limit
        return None if topic is None else checked_question(topic, limit)

    def search(self, question: str, limit: int = 10) -> tuple[Hit, ...]:
        """The passages nearest to a question, best first, without reading them.

        Raises QuestionError for a question that is empty, too long, or not text.
        """
        asked = checked_question(question, self._settings.question_limit)
        return self._index.search(asked, limit=limit).hits

    def document(self, source: str) -> Document:
        """The document a citation names; CorpusError if the corpus holds no such source."""
        return self._index.document(source)

    def articles(self, source: str | None = None) -> tuple[Article, ...]:
        """The articles of the corpus, or of one document, in order."""
        return tuple(map(self._placed, self._index.catalogue.articles(source)))

    def article(self, source: str, number: int) -> Article:
        """One article of a document; CorpusError if the corpus holds no such one."""
        return self._placed(self._index.article(source, number))

    def _placed(self, article: Article) -> Article:
        """The article with the outlet that the dispute file names for its source, if any."""
        return replace(article, outlet=self._dispute.outlet(article.source) or article.outlet)

    def without_writer(self) -> "Assistant":
        """The same assistant, sharing all that is loaded, with no language model."""
        return Assistant(self._index, self._vectors, self._scorer, self._dispute, self._settings)

    @property
    def folder(self) -> Path:
        """Where the index lives."""
        return self._index.folder

    @property
    def left_out(self) -> tuple[Failure, ...]:
        """The files, and rows of files, that could not be read; none for a finished index."""
        return self._left_out

    def info(self, *, independent: bool = False) -> CorpusFacts:
        """What the corpus holds: articles, dates, outlets, models.

        With `independent` the outlets that report for themselves are counted, too, which
        compares the texts of all articles.
        """
        catalogue = self._index.catalogue
        document = lru_cache(maxsize=1)(catalogue.document)  # it may hold many articles

        def text_of(article: Article) -> str:
            return article.span.of(document(article.source).text)

        return corpus_facts(
            catalogue.summary(),
            catalogue.articles(),
            self._dispute,
            reader=self._settings.reader,
            text_of=text_of if independent else None,
        )


_shared: dict[tuple[str, Settings], Assistant] = {}
_shared_lock = threading.Lock()


def ask(question: str, history: History = (), corpus: str | Path | None = None) -> Answer:
    """The answer to a question about `corpus` (None: the seed articles).

    Assistants are kept between calls, one for each corpus and settings.
    """
    settings = load_settings()
    checked_question(question, settings.question_limit)
    key = (str(corpus_path(corpus)), settings)
    with _shared_lock:
        if key not in _shared:
            _shared[key] = Assistant.open(corpus, settings=settings)
    return _shared[key].ask(question, history)


def corpus_path(path: str | Path | None) -> Path:
    """The absolute path of a corpus, None being the seed articles.

    Raises CorpusError when there is nothing at that path, or it is none: an empty text, which
    an unset variable of the shell leaves, would otherwise be the current folder.
    """
    if path is None:
        return seeds_folder()
    if not isinstance(path, (str, Path)) or not str(path).strip() or "\0" in str(path):
        raise CorpusError(f"{path!r} is no path; name a folder of articles, or . for this one")
    corpus = Path(path).expanduser().resolve()
    if not corpus.exists():
        raise CorpusError(f"{corpus}: no such file or folder; name a folder of articles")
    return corpus


def is_index(path: Path) -> bool:
    """Whether the path is the folder of a finished index rather than of articles."""
    return (path / "truth.sqlite").is_file()


def index_folder(corpus: Path, settings: Settings) -> Path:
    """Where the default index of a corpus lives: one folder per path in the user's cache.

    An index of another version of the format stays where it is and is not read.
    """
    digest = hashlib.sha256(str(corpus).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return settings.cache / f"index-{VERSION}" / f"{corpus.stem or 'root'}-{digest}"


def bring_up_to_date(
    path: Path,
    settings: Settings,
    *,
    into: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[Path, BuildReport]:
    """Index the articles at `path`, in `into` or the user's cache, and say what was done.

    The dispute file beside the articles is kept with the index. Raises what `build` raises,
    and SettingsError where that file is malformed; the index then stays as it was.
    """
    corpus = corpus_path(path)
    folder = into.expanduser().resolve() if into else index_folder(corpus, settings)
    beside = (corpus if corpus.is_dir() else corpus.parent) / DISPUTE_FILE
    stated = dispute_text(beside) if beside.is_file() else ""
    parsed_dispute(stated, str(beside))  # a mistake in it is told before anything is built
    embedder = load_embedder(settings.embedding_model)
    report = build(corpus, folder, embedder, dispute=stated, on_progress=on_progress)
    return folder, report
