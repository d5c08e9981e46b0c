"""A document → its articles: where each begins, its headline, its date, what to leave out.

A file may hold several articles without a mark between them. One begins where a line that
could be a headline is followed by what only the head of an article has: the same line once
more, a date or byline that stands alone, a dateline; or where headings, rules or wide gaps
part the file regularly. Where none of this is so, the file is one article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from index.dates import stated_date
from index.documents import Article, Document, Paragraph, ParagraphKind, Span
from index.lines import SENTENCE_ENDS, Line, bare, heads_links, lines_of, signed_by_agency

# How many lines the head of an article may have before its text: headline, standfirst,
# picture and caption, buttons, date, byline, headline again, bullets.
_HEAD_LINES = 14

# From this many words on a line without a full stop is text, not a title or a label.
_PROSE_WORDS = 20
_HEADLINE_WORDS = range(3, 31)

# With fewer words, a line after a rule or gap may as well be a subheading.
_SURE_HEADLINE_WORDS = 5

_DATELINE = re.compile(
    r"(?P<place>[^\W\d_][\w.’'/\- ]{1,39}?)(?P<rest>(?:,\s[\w.’' ]{2,30}?){0,3}?)"
    r"\s*(?P<agency>\([\w /.&]{2,30}\))?\s*(?P<dash>:|—|–|--|-)\s+(?=\S)"
)
_NOTICES = frozenset(
    """
    warning update updated note notes correction breaking exclusive analysis opinion watch read
    related editor explainer fact check factbox timeline live photos video photo image question
    answer q a key facts background summary highlights more also tl dr ps advertisement caption
    """.split()
)
_NAME_ALONE = re.compile(r"(?:[^\W\d_a-z][\w.’'\-]+\s+){1,3}[^\W\d_a-z][\w.’'\-]+")
_OUTLET = re.compile(r"\b(?:News|Press|Times|Post|Desk|Agency|Staff|Bureau|Media|Daily)\b")
_STOP_INSIDE = re.compile(r"[a-z]{3}[.!]\s+[A-Z]")
_FIELD = re.compile(r"([A-Za-z_]+)\s*:\s*(.*)")


@dataclass(frozen=True, slots=True)
class _Head:
    """What follows a possible headline: marks of a head, and where the text begins."""

    repeated: int | None = None
    stamped: bool = False
    dateline: bool = False
    body: int | None = None


def articles(document: Document) -> tuple[Article, ...]:
    """Return the articles of `document` in order; none only where it holds no text at all.

    A document that states a title (even an empty one) is one article. What the file states
    goes before what the text shows. `published` is the date of a line that is nothing but
    a date, or of a dateline that names the year, never of a sentence.
    """
    lines = lines_of(document.text, printed=bool(document.pages))
    stated, lines = _front_matter(lines)
    if all(line.role == "rule" for line in lines):
        return ()
    if document.title is not None:
        return (_article(document, 0, lines, stated),)
    edges = [0, *_starts(lines), len(lines)]
    parts = [lines[a:b] for a, b in pairwise(edges) if a < b]
    none = _Stated()
    return tuple(
        _article(document, number, part, none if number else stated)
        for number, part in enumerate(_merged(parts))
    )


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the front matter of a file says."""

    title: str = ""
    published: date | None = None
    authors: tuple[str, ...] = ()


def _front_matter(lines: list[Line]) -> tuple[_Stated, list[Line]]:
    """Return what `key: value` lines between rules at the top state, and the other lines."""
    rules = [i for i, line in enumerate(lines[:30]) if line.role == "rule"]
    if len(rules) < 2 or rules[0] != 0:
        return _Stated(), lines
    fields: dict[str, str] = {}
    for line in lines[1 : rules[1]]:
        field = _FIELD.fullmatch(line.text)
        if field:
            fields[field[1].casefold()] = field[2].strip("\"' ")
        elif line.role == "heading":
            fields["title"] = line.text.strip("\"' ")
        elif line.role == "text":
            return _Stated(), lines
    author = fields.get("author") or fields.get("authors") or ""
    stated = _Stated(
        title=fields.get("title", ""),
        published=stated_date(fields.get("date") or fields.get("published") or ""),
        authors=tuple(name.strip("[]\"' ") for name in author.split(",") if name.strip("[]\"' ")),
    )
    return stated, lines[rules[1] + 1 :]


def _merged(parts: list[list[Line]]) -> list[list[Line]]:
    """Join a part without text of its own to the one after it, at the end to the one before."""
    found: list[list[Line]] = []
    waiting: list[Line] = []
    for part in parts:
        if all(line.role in {"heading", "rule"} for line in waiting):
            waiting = []  # the heading of a collection
        waiting = waiting + part
        if _is_body(waiting[0]) or any(line.role in {"text", "bullet"} for line in waiting[1:]):
            found.append(waiting)
            waiting = []
    if waiting and found:
        found[-1] = found[-1] + waiting
    return found or [waiting]


def _starts(lines: list[Line]) -> list[int]:
    """Return the lines with which an article begins, but for the first."""
    marked = _regular_headings(lines) | _regular_gaps(lines) | _regular_rules(lines)
    found: list[int] = []
    i = 0
    while i < len(lines):
        head = _head(lines, i)
        if _opens(lines, i, head) or i in marked:
            found.append(i)
            i = max(i + 1, head.body or 0, (head.repeated or 0) + 1)
        else:
            i += 1
    return [i for i in found if i]


def _opens(lines: list[Line], i: int, head: _Head) -> bool:
    """Whether line `i` is the headline of an article whose head is `head`."""
    line = lines[i]
    if not (i == 0 or line.blanks or lines[i - 1].role == "rule" or line.level):
        return False
    if head.repeated is not None:
        return True
    ruled = i > 0 and lines[i - 1].role == "rule"
    if ruled and _dateline(line):
        return True
    if head.body is None or not _headline_like(line):
        return False
    if head.stamped or head.dateline:
        return True
    section = line.level > 1 and any(above.level == 1 for above in lines[:i])
    sure = line.words >= _SURE_HEADLINE_WORDS or lines[i - 1].text[0] not in "-*_~—–#"
    return ruled and sure and not section


def _head(lines: list[Line], i: int) -> _Head:
    """Return what stands between line `i` and the text it may be the headline of."""
    repeated = _repetition(lines, i)
    stamped = linked = False
    titles = 0
    for j in range((i if repeated is None else repeated) + 1, min(i + _HEAD_LINES, len(lines))):
        line = lines[j]
        if _is_body(line):
            return _Head(repeated, stamped, _dateline(line) is not None, j)
        if line.role == "rule" and stamped:  # it parts the head from the text
            continue
        if line.role in {"rule", "heading"} or (line.blanks > 1 and line.role == "text"):
            break
        if line.role == "text" and not _is_name(lines, j):
            titles += 1
            linked = stamped
        if titles > 2 or (linked and line.role == "stamp"):  # a list of links with their dates
            break
        stamped = stamped or _dates_or_signs(line)
    return _Head(repeated, stamped)


def _dates_or_signs(line: Line) -> bool:
    """Whether the line dates or signs an article; "2 hours ago" alone may date a mere link."""
    if line.role == "stamp":
        return bool(line.label) or line.published is not None
    return line.role == "byline"


def _repetition(lines: list[Line], i: int) -> int | None:
    """Where the words of line `i` stand once more in its head, after a stamp or label."""
    line = lines[i]
    if not _headline_like(line, strict=False):
        return None
    title = bare(line.text)
    # One line of prose may stand between, a caption without a credit. What ends like a
    # sentence is a headline only where nothing but furniture parts it from its repetition.
    strict = _headline_like(line)
    allowed = int(strict)
    for j in range(i + 1, min(i + _HEAD_LINES, len(lines))):
        if _headline_like(lines[j], strict=False) and bare(lines[j].text) == title:
            near = lines[i + 1 : j + 4]
            marked = any(part.role in {"stamp", "byline", "furniture", "caption"} for part in near)
            return j if marked or j == i + 1 else None
        allowed -= _is_body(lines[j]) if strict else lines[j].role == "text"
        if allowed < 0:
            break
    return None


def _headline_like(line: Line, *, strict: bool = True) -> bool:
    """Whether the line could be a headline; not strictly, one that ends like a sentence."""
    if line.role == "heading":
        return True
    if line.role != "text" or line.words not in _HEADLINE_WORDS or _dateline(line):
        return False
    last = line.text.rstrip("*_ ")[-1:]
    if last in ",;:…—–-" or (strict and (last in ".!。۔।" or _STOP_INSIDE.search(line.text))):
        return False
    first = next((c for c in line.text if c.isalnum()), "")
    return bool(first) and not first.islower()


def _is_body(line: Line) -> bool:
    """Whether the line is prose of an article, not a title or a label."""
    if line.role != "text":
        return False
    sentence = line.text[-1] in SENTENCE_ENDS and line.words >= 8
    return sentence or line.words >= _PROSE_WORDS or _dateline(line) is not None


def _dateline(line: Line) -> re.Match[str] | None:
    """Match the "KABUL: ", "PARIS, March 3 (Reuters) - " or "WASHINGTON — " that opens a line."""
    if line.role != "text":
        return None
    found = _DATELINE.match(line.text, 0, 110)
    if not found or set(found["place"].casefold().split()) & _NOTICES:
        return None
    letters = [c for c in found["place"] if c.isalpha()]
    capitals = len(letters) >= 3 and all(c.isupper() for c in letters)
    if capitals:
        return found if found["dash"] != "-" or found["agency"] or found["rest"] else None
    named = found["agency"] and found["dash"] != ":" and letters and letters[0].isupper()
    return found if named else None


def _regular_headings(lines: list[Line]) -> frozenset[int]:
    """Headings of the first level that each stand over an article of their own."""
    tops = [i for i, line in enumerate(lines) if line.level == 1]
    if len(tops) < 2:
        return frozenset()
    heads = {i: _head(lines, i) for i in tops}
    return frozenset(
        i
        for i, head in heads.items()
        if lines[i].words >= _SURE_HEADLINE_WORDS - 1 or head.stamped or head.dateline
    )


def _regular_rules(lines: list[Line]) -> frozenset[int]:
    """Lines after rules, if headlines follow all rules, at least half surely those of articles."""
    after = [
        i
        for i, line in enumerate(lines)
        if i and lines[i - 1].role == "rule" and line.role not in {"rule", "furniture"}
    ]
    heads = {i: _head(lines, i) for i in after}
    regular = all(
        _headline_like(lines[i]) and lines[i].level < 2 and heads[i].body is not None for i in after
    )
    sure = sum(_opens(lines, i, heads[i]) for i in after)
    return frozenset(after) if regular and sure * 2 >= len(after) else frozenset()


def _regular_gaps(lines: list[Line]) -> frozenset[int]:
    """Lines after wide gaps, if all such gaps stand between a text and a sure headline."""
    wide = [i for i, line in enumerate(lines) if i and line.blanks > 1]
    narrow = sum(line.blanks == 1 for line in lines)
    sure = all(
        _headline_like(lines[i])
        and lines[i].words > _SURE_HEADLINE_WORDS
        and _head(lines, i).body is not None
        and lines[i - 1].text[-1] in SENTENCE_ENDS
        for i in wide
    )
    return frozenset(wide) if sure and narrow >= 2 * len(wide) else frozenset()


def _article(document: Document, number: int, lines: list[Line], stated: _Stated) -> Article:
    """One article of the lines that belong to it."""
    headline = _headline(document, lines)
    title = document.title or stated.title or (headline.text if headline else "")
    paragraphs = tuple(_paragraphs(lines, title, headline))
    if not paragraphs:  # all of it looks like furniture, so none of it is known to be
        headline = None
        paragraphs = tuple(Paragraph(line.span) for line in lines if line.role != "rule")
    return Article(
        source=document.source,
        number=number,
        span=Span(lines[0].span.start, lines[-1].span.end),
        title=" ".join(title.split()),
        headline=headline.span if headline else None,
        published=document.published or stated.published or _published(lines, headline),
        paragraphs=paragraphs,
        authors=document.authors or stated.authors or _authors(lines, headline),
        url=document.url,
        outlet=document.outlet,
    )


def _headline(document: Document, lines: list[Line]) -> Line | None:
    """Return the headline's line: the stated title's, or the first that could be one."""
    if document.title:
        first = (line for line in lines[:6] if line.words in range(1, 40))
        return next((line for line in first if _same_title(line.text, document.title)), None)
    for i, line in enumerate(lines[:_HEAD_LINES]):
        if _headline_like(line):
            return line if len(lines) > i + 1 else None
        if line.role == "text" and line.words >= _HEADLINE_WORDS.start:
            head = _head(lines, i)
            marked = head.repeated is not None or head.stamped or head.dateline
            return line if marked and _headline_like(line, strict=False) else None
        if i == 0 and _short_headline(lines):
            return line
    return None


def _short_headline(lines: Sequence[Line]) -> bool:
    """Whether two words open the lines right above a date, a byline or a dateline."""
    if lines[0].role != "text" or lines[0].words != 2 or len(lines) < 2 or _is_name(lines, 0):
        return False
    marked = _dates_or_signs(lines[1]) or _dateline(lines[1]) is not None
    return marked and lines[0].text[-1] not in SENTENCE_ENDS + ":,;"


def _same_title(words: str, title: str) -> bool:
    """Whether the words are the title, which may be cut short or carry the outlet's name."""
    ours, stated = bare(words), bare(re.sub(r"\s*(?:\.\.\.|…)\s*$|\s+[|–—-]\s+[^|]*$", "", title))
    return ours == bare(title) or (len(stated) >= 15 and ours.startswith(stated))


def _paragraphs(lines: Sequence[Line], title: str, headline: Line | None) -> Iterator[Paragraph]:
    """Yield what is citable: all but the headline, its repetitions and furniture."""
    known = bare(title)
    again = _last_repetition(lines, known) if headline else -1
    headed = lines.index(headline) if headline else -1
    prose = 0
    links = _links(lines)
    for i, line in enumerate(lines):
        if _left_out(line, prose) or line is headline or i in links:
            continue
        if i < headed and line.words < _HEADLINE_WORDS.start:  # the page's section
            continue
        if known and line.words <= _HEADLINE_WORDS.stop and bare(line.text) == known:
            continue
        if line.role == "text" and not prose and _is_name(lines, i):
            continue
        kind = _kind(line, prose, before_repetition=i < again, after=lines[i - 1] if i else None)
        prose += line.words if kind == "body" else 0
        yield Paragraph(line.span, kind)


def _links(lines: Sequence[Line]) -> frozenset[int]:
    """The lines of lists of links below the first prose: no sentences, after a label for them."""
    found: set[int] = set()
    listed = False
    first = next((i for i, line in enumerate(lines) if _is_body(line)), len(lines))
    for i, line in enumerate(lines[first:], first):
        listed = heads_links(line) or (listed and (line.role == "furniture" or _is_link(line)))
        if listed:
            found.add(i)
    return frozenset(found)


def _is_link(line: Line) -> bool:
    short = line.words < _PROSE_WORDS and line.text[-1] not in SENTENCE_ENDS
    return line.role in {"text", "bullet", "stamp"} and short and not _dateline(line)


def _left_out(line: Line, prose: int) -> bool:
    """Whether the line is furniture; a bare date amid the text heads a part of it."""
    if line.role == "stamp":
        relative = line.text.casefold().endswith("ago") or not any(map(str.isdigit, line.text))
        return prose < _PROSE_WORDS or bool(line.label) or relative
    if line.role == "heading":
        return prose > 0 and line.text[-1] not in SENTENCE_ENDS
    return line.role in {"furniture", "byline", "rule"}


def _last_repetition(lines: Sequence[Line], known: str) -> int:
    """Return the line in the head that repeats the headline, -1 for none."""
    head = range(min(_HEAD_LINES, len(lines)))
    same = [i for i in head if bare(lines[i].text) == known]
    return same[-1] if len(same) > 1 else -1


def _kind(line: Line, prose: int, *, before_repetition: bool, after: Line | None) -> ParagraphKind:
    """Tell what a citable line is, given how many words of prose stand before it."""
    if line.role == "caption":
        return "caption"
    if line.role == "bullet":
        listed = after is not None and after.text[-1:] == ":"
        return "summary" if prose < 2 * _PROSE_WORDS and not listed else "body"
    early = prose == 0 and not _dateline(line)
    if early and (before_repetition or signed_by_agency(line.text)):
        return "caption"
    return "body"


def _is_name(lines: Sequence[Line], i: int) -> bool:
    """Whether line `i` is a name alone beside a date or label, as bylines are set."""
    if not _NAME_ALONE.fullmatch(lines[i].text):
        return False
    beside = [lines[j].role for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    if "stamp" in beside or "furniture" in beside:
        return True
    # The desk or outlet of the person named above it.
    return i > 0 and _OUTLET.search(lines[i].text) is not None and _is_name(lines, i - 1)


def _first_prose(lines: Sequence[Line], headline: Line | None) -> int:
    """Where the text begins; a long headline that ends in a quotation is none of it."""
    prose = (i for i, line in enumerate(lines) if line is not headline and _is_body(line))
    return next(prose, len(lines))


def _published(lines: Sequence[Line], headline: Line | None) -> date | None:
    """Return the date of the stamps, the first publication's before an update's."""
    text = _first_prose(lines, headline)
    stamps = [
        line
        for i, line in enumerate(lines)
        if line.role == "stamp" and line.published and (i < text or line.label)
    ]
    first = min(stamps, key=lambda line: "update" in line.label, default=None)
    if first:
        return first.published
    dateline = _dateline(lines[text]) if text < len(lines) else None
    return stated_date(dateline["rest"].strip(", ")) if dateline and dateline["rest"] else None


def _authors(lines: Sequence[Line], headline: Line | None) -> tuple[str, ...]:
    """Who the bylines name, and a name alone in the head."""
    named = [author for line in lines for author in line.authors]
    text = _first_prose(lines, headline)
    alone = [
        lines[i].text
        for i in (range(1, text) if text < len(lines) else ())
        if lines[i].role == "text" and _is_name(lines, i) and not _OUTLET.search(lines[i].text)
    ]
    return tuple(dict.fromkeys(named or alone))
