"""A document's text → its lines, each with the part it plays on the page.

The roles are told by shape, so they hold for any outlet: a date that stands alone, a
"By …", a picture credit in brackets, a button's label.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from index.dates import date_stamp
from index.documents import Span

Role = Literal["text", "heading", "bullet", "caption", "stamp", "byline", "furniture", "rule"]

# No label, byline or credit has more words; what has is text.
_SHORT_WORDS = 30
_LONGEST_NAMES = 150

# Text is broken at some width between these, and a line that goes on nearly reaches it.
_NARROWEST, _WIDEST = 40, 130
_NEARLY = 0.7

# What the last character of a line of prose may be, in any script.
SENTENCE_ENDS = ".!?…。！？۔؟।”\"’'»)]"

_INVISIBLE = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x85\xa0\u2028\u2029\ufeff\u200b\u00ad"
_RULE = re.compile(
    r"(?:[-=*_~—–#]\s*){3,}|-\s?30\s?-|\(?ENDS?\)?"
    r"|(?:[-=*#]{2,}\s*)?(?i:article|story|document)\s+#?\d{1,3}\s*[:.]?(?:\s*[-=*#]{2,})?"
)
_HEADING = re.compile(r"(#{1,6})\s+(\S.*)|(?:title|headline)\s*:\s*(.+)", re.IGNORECASE)
_BULLET = re.compile(r"[•▪◦‣●·∙*+\-–]\s+(?=\S)")
_NO_LETTERS = re.compile(r"[\W_]+")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")


def _listed(labels: str) -> frozenset[str]:
    """Return labels that are parted by bars."""
    return frozenset(" ".join(label.split()) for label in labels.split("|"))


# What stands alone on buttons, over lists of links and under pictures.
_LABELS = _listed(
    """
    ad | add a comment | advertisement | advertising | afp | agence france-presse | agencies | all
    rights reserved | ap | around the bbc | article continues below | associated press | audio |
    back to top | bluesky | bookmark | breaking news | click here | close | comment | comments |
    continue reading | copy | copy link | download | download pdf | e-mail | editor's picks |
    editors picks | email | end of list | enlarge this image | explore more on these topics |
    facebook | flipboard | follow | follow our live coverage | follow us | following | font size |
    gallery | get the app | get the latest updates in your inbox | getty images | gift article |
    hide caption | home | image | image credit | image source | instagram | keep reading |
    keywords | latest news | leave a comment | link copied | linkedin | listen | listen to this
    article | live | loading | log in | login | manage preferences | manage your preferences |
    menu | messenger | monitoring desk | more | more from | more news | more on this story | more
    on this topic | more stories | most popular | most read | news desk | newsletter | newsletters
    | next | next article | open image in new window | our correspondent | photo | photos |
    pinterest | play | previous | previous article | print | privacy policy | promoted | published
    | read full story | read more | read the full story | recommended | recommended for you |
    recommended stories | reddit | register | related | related articles | related content |
    related news | related stories | related topics | report | reuse this content | reuters | save
    | save articles to read later and create your own reading list | saved | search | see more |
    share | share article | share this | share this article | share this story | short url | sign
    in | sign up | sign up for our newsletter | skip advertisement | skip to content | skip to
    main content | source | sources | sponsored | staff report | staff reporter | staff writer |
    staff writers | story continues below | story continues below advertisement | subscribe |
    subscribe now | tags | telegram | terms of service | terms of use | text size | the associated
    press | threads | toggle caption | top stories | topics | trending | trending now | tweet |
    twitter | unsubscribe | updated | video | view gallery | view in browser | view more | view
    this email in your browser | watch | watch live | web desk | whatsapp | x | youtube
    """
)

# Labels over lists of links to other articles or to topics.
_OVER_LINKS = _listed(
    """
    around the bbc | explore more on these topics | more from | more news | more on this story |
    more on this topic | more stories | most popular | most read | recommended | recommended for
    you | recommended stories | related | related articles | related content | related news |
    related stories | related topics | tags | top stories | topics | trending | trending now
    """
)
_OPENS_FURNITURE = re.compile(
    r"(?:read|see|watch|listen)\s+(?:more|also|next)\s*[:|]|also\s+read\b|read\s*:|related\s*:|more\s*:"
    r"|follow\s+(?:us|@|\w+(?:\s\w+)?\s+on\s+(?:x|twitter|facebook|instagram|google|whatsapp|telegram))\b"
    r"|sign\s+up\s+(?:for|to|here|now)\b|subscribe\s+(?:to|for|now|here)\b|share\s+(?:this|on|via)\b"
    r"|click\s+here\b|download\s+(?:our|the)\s+app\b|join\s+(?:us|our)\s+(?:on|whatsapp|telegram)\b"
    r"|(?:copyright\b|©|\(c\)\s*\d{4})|all\s+rights\s+reserved|this\s+(?:story|article|report)\s+"
    r"(?:was\s+(?:first|originally)|originally|first)\s+(?:published|appeared)"
    r"|(?:tags?|topics?|filed\s+under|categor(?:y|ies)|section|source|publisher|outlet|url|link"
    r"|short\s+url|keywords)\s*:"
    r"|\(?this\s+(?:story|article|report)\s+(?:has\s+not\s+been\s+edited|is\s+auto-generated)\b"
    r"|you\s+(?:are\s+receiving|received)\s+this\s+(?:e-?mail|newsletter|message)\b"
    r"|(?-i:[A-Z]{2}-[A-Z]+(?:-[A-Z\d]+)*,?(?:\s|$)|Eds\s?:)"
    r"|\(?(?:additional\s+|with\s+)?(?:reporting|writing|editing|edited|compiled)\s+by\b"
    r"|\(?with\s+(?:additional\s+)?(?:input|reporting)s?\s+(?:from|by)\b|https?://\S+$|www\.\S+$"
    r"|[^.!?]+\bcontributed\s+(?:\w+\s+)?to\s+this\s+(?:report|story|article)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:share|comment)s?\s?\d+|\d+(?:[.,]\d+)?\s*[km]?\s*(?:min(?:ute)?s?\s+read|comments?|shares?|views?|likes?|reads?)"
    r"|(?:reading\s+time|estimated\s+reading)\b.*|page\s+\d+(?:\s*(?:of|/)\s*\d+)?"
    r"|\d{1,4}(?:\s*/\s*\d{1,4})?|list\s+(?:of\s+\d+\s+items?|\d+\s+of\s+\d+)",
    re.IGNORECASE,
)

# What parts a line of metadata: bars, dots, dashes, and the label of a date.
_PARTS = re.compile(
    r"\s+[•·–—-]\s+|\s*\|\s*"
    r"|(?<!last)(?<!first)(?<!originally)\s+(?=(?:published|updated|posted)\b)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[.:]\d{2}\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4})?", re.IGNORECASE)
_PRINTED = re.compile(r"(published)\s+in\s+(?:the\s+)?[\w ]{2,30},\s*([^.!?]{0,40}\d{4})\.?", re.I)
_OFFICE = re.compile(r"\b(?:Correspondent|Editor|Reporter|Writer|Columnist|Staff|Bureau Chief)$")
_BYLINE = re.compile(
    r"(?:(?:written|reported|story|words|text)\s+)?by:?\s+(.+)|authors?\s*:\s*(.+)", re.I
)
_NAME = (
    r"(?:[^\W\d_a-z][\w.’'\-]*"
    r"|de|da|di|del|der|dos|la|le|van|von|bin|bint|ibn|al|el|ul|ur|the|of|in|for)"
)
_NAMES = re.compile(
    rf"{_NAME}(?:\s+{_NAME}){{0,4}}(?:(?:\s*,\s*|\s+(?:and|AND|&)\s+){_NAME}(?:\s+{_NAME}){{0,4}})*"
)
_NOT_NAMES = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|then|now|contrast|design|the numbers",
    re.IGNORECASE,
)

_CREDIT = (
    r"(?:photos?|file|getty|images?|handout|courtesy|picture|via|illustration|graphic"
    r"|screengrab|screenshot)"
)
_AGENCY = r"(?:AFP|AP|Reuters|REUTERS|EPA|AA|ANI|APP|PTI|XINHUA|Xinhua|Anadolu|Bloomberg|DPA|dpa)"
_CREDITED = re.compile(
    rf"(?:[(\[][^()\[\]]*(?:\b(?i:{_CREDIT})\b|[A-Z]\w+\s?/\s?[A-Z]\w)[^()\[\]]*[)\]]"
    rf"|\b(?i:photo|photograph|image|picture)\s*(?i:by|credit|courtesy|:)[^.!?]{{2,60}}"
    rf"|(?:\b[A-Z][\w.’'\-]*+\s?)++/\s?(?:{_AGENCY}|Getty Images)(?:/[\w. ]+)?)\.?$"
)
_AGENCY_SIGNED = re.compile(rf"\((?:[\w .]+/)?{_AGENCY}\)$")
_SHOWS = re.compile(
    r"(?:in\s+(?:this|a|an)\s+(?:\w+\s+)?(?:file\s+|handout\s+)?(?:photo(?:graph)?|image|picture|handout"
    r"|frame\s?grab|screengrab|still)\b|file\s+(?:photo|image|picture)\b|file\s*[-–—:]|caption\s*:"
    r"|(?:photo|image|picture)\s*:|a\s+file\s+photo\b|pictured\s*:)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or several that were one before they were wrapped.

    `span` is trimmed and leaves out bullet and heading marks; `blanks` counts the empty
    lines before it; `level` is that of a heading, 0 for anything else. `published`,
    `label` and `authors` are what a stamp or byline states.
    """

    span: Span
    text: str
    role: Role
    blanks: int
    level: int = 0
    label: str = ""
    published: date | None = None
    authors: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def lines_of(text: str, *, printed: bool = False) -> list[Line]:
    """Return the lines of `text` that hold anything, in order, each with its role.

    Lines that were broken at a fixed width are joined: where the text's shape says so, or
    where it is known to be from printed pages.
    """
    found = []
    lines = list(_filled(text))
    width = _usual_width(lines) if printed and lines else _wrap_width(text, lines)
    for span, blanks in _unwrapped(text, lines, width) if width else lines:
        found.append(_read(text, span, blanks))
    return _underlined(found)


def bare(title: str) -> str:
    """Return letters and digits only, case and typography folded away, to compare titles."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", title).casefold())


def _filled(text: str) -> Iterator[tuple[Span, int]]:
    """Each line that holds anything, trimmed, and how many empty ones stand before it."""
    position = blanks = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip(_INVISIBLE)
        if stripped:
            start = position + len(line) - len(line.lstrip(_INVISIBLE))
            yield Span(start, start + len(stripped)), blanks
            blanks = 0
        else:
            blanks += 1
        position += len(line)


def _unwrapped(text: str, lines: list[tuple[Span, int]], width: int) -> list[tuple[Span, int]]:
    """Join lines that were broken at `width`; others are paragraphs of their own."""
    joined: list[tuple[Span, int]] = []
    last_length = 0
    for span, blanks in lines:
        goes_on = joined and not blanks and last_length >= _NEARLY * width
        if goes_on and not _BULLET.match(span.of(text)) and not _RULE.fullmatch(span.of(text)):
            joined[-1] = (Span(joined[-1][0].start, span.end), joined[-1][1])
        else:
            joined.append((span, blanks))
        last_length = len(span)
    return joined


def _usual_width(lines: list[tuple[Span, int]]) -> int:
    """Return the length that nine of ten lines keep to."""
    return sorted(len(span) for span, _ in lines)[len(lines) * 9 // 10]


def _wrap_width(text: str, lines: list[tuple[Span, int]]) -> int | None:
    """Return the width at which lines were broken; None where each is a paragraph.

    Broken lines are of about one length and mostly end amid a sentence.
    """
    inner = [span for (span, _), (_, after) in pairwise(lines) if not after]
    if len(inner) < 3 or len(inner) * 2 < len(lines):
        return None
    if max(len(span) for span, _ in lines) > _WIDEST:
        return None
    width = _usual_width(lines)
    near = sum(len(span) >= _NEARLY * width for span in inner)
    ended = sum(text[span.end - 1] in SENTENCE_ENDS for span in inner)
    wrapped = width >= _NARROWEST and near * 2 >= len(inner) > ended * 2
    return width if wrapped else None


def _read(text: str, span: Span, blanks: int) -> Line:
    """One line with its role."""
    words = span.of(text)
    if _RULE.fullmatch(words):
        return Line(span, words, "rule", blanks)
    heading = _HEADING.fullmatch(words)
    if heading:
        group = 2 if heading[2] else 3
        inner = heading[group].rstrip("# ") or heading[group]
        start = span.start + heading.start(group)
        at = Span(start, start + len(inner))
        return Line(at, inner, "heading", blanks, level=len(heading[1] or "#"))
    image = _IMAGE.fullmatch(words)
    if image:
        inner = Span(*image.span(1)).shifted(span.start)
        role: Role = "caption" if len(image[1].split()) > 3 else "furniture"
        return Line(inner, image[1], role, blanks)
    bullet = _BULLET.match(words)
    if bullet:
        inner = Span(span.start + bullet.end(), span.end)
        line = _short(Line(inner, inner.of(text), "bullet", blanks))
        return line if line.role == "furniture" else replace(line, role="bullet")
    return _short(Line(span, words, "text", blanks))


def _short(line: Line) -> Line:
    """Return the line with the role its words show, unchanged where they show none."""
    if _is_caption(line.text):
        return replace(line, role="caption")
    plain = line.text.replace("**", "").strip("*_[]() ")
    if len(line.text) > 300 or len(plain.split()) > _SHORT_WORDS:
        return line
    printed = _PRINTED.fullmatch(plain)
    if printed:
        return _stated(line, " ".join(printed.groups())) or replace(line, role="furniture")
    if _is_label(plain) or _OPENS_FURNITURE.match(line.text.lstrip("*_[ ")):
        return replace(line, role="furniture")
    if date_stamp(plain):
        return _stated(line, plain) or line
    combined = _combined(line, _PARTS.split(plain))
    return _named(line, plain) if combined is line else combined


def _named(line: Line, plain: str) -> Line:
    """Read "Harbour Times, 18 January 2026", a name with a date; the line itself for any other."""
    name, _, rest = plain.partition(", ")
    stamp = date_stamp(rest)
    if not (stamp and stamp[1] and _NAMES.fullmatch(name)) or _NOT_NAMES.match(name):
        return line
    return replace(line, role="stamp", label=stamp[0], published=stamp[1])


def _combined(line: Line, parts: list[str]) -> Line:
    """Return what the parts of a line state together, the line itself if one is prose."""
    if any(date_stamp(words) for words in parts):
        parts = [words for words in parts if not _CLOCK.fullmatch(words)]
    stated = [part for part in (_stated(line, words) for words in parts) if part]
    dated = [part for part in stated if part.role == "stamp"]
    names = sum(_NAMES.fullmatch(words) is not None for words in parts if not _stated(line, words))
    if not any(part.published or part.label for part in dated):
        names = 0
    if not stated or len(stated) + names < len(parts):
        return line
    first = min(dated, key=lambda part: _preference(part.label), default=stated[0])
    return replace(first, authors=tuple(author for part in stated for author in part.authors))


def _preference(label: str) -> int:
    """Rank the first publication before an update."""
    return 1 if "update" in label or "modified" in label else 0


def _is_label(plain: str) -> bool:
    folded = _folded(plain)
    return folded in _LABELS or folded == "" or _COUNT.fullmatch(folded) is not None


def heads_links(line: Line) -> bool:
    """Whether the line is a label over links to other articles."""
    return line.role == "furniture" and _folded(line.text) in _OVER_LINKS


def _folded(plain: str) -> str:
    return plain.casefold().strip(" .:…>»›→+-–—#*\"'").replace("’", "'")


def _stated(line: Line, part: str) -> Line | None:
    """Read what one part of a line of metadata states; None where it is no metadata."""
    stamp = date_stamp(part)
    if stamp:
        return replace(line, role="stamp", label=stamp[0], published=stamp[1])
    byline = _BYLINE.fullmatch(part)
    if byline:
        return _signed(line, byline[1] or byline[2])
    return replace(line, role="furniture") if _is_label(part) else None


def _signed(line: Line, names: str) -> Line | None:
    """Read the byline of `names`, with the date that may follow them."""
    if len(names) > _LONGEST_NAMES:
        return None
    cut = re.search(r"\s*[,\-–—]?\s+(?=(?:updated|published|posted|\w{3,9}\.? \d|\d))", names, re.I)
    stamp = date_stamp(names[cut.end() :]) if cut else None
    if cut and stamp:
        names = names[: cut.start()]
    if not _NAMES.fullmatch(names) or _NOT_NAMES.match(names):
        return None
    named = [name.strip() for name in re.split(r"\s*,\s*|\s+(?:and|AND|&)\s+", names)]
    # What a person does stands after the name; alone, it is all that signs the article.
    authors = tuple(name for name in named if not _OFFICE.search(name)) or tuple(named)
    if stamp:
        return replace(line, role="stamp", label=stamp[0], published=stamp[1], authors=authors)
    return replace(line, role="byline", authors=authors)


def _is_caption(words: str) -> bool:
    """Whether the words describe a picture: they say so, or end with a picture's credit."""
    if len(words) > 700:
        return False
    if _SHOWS.match(words):
        return len(words.split()) > 3
    credited = _CREDITED.search(words, max(0, len(words) - 120))
    return credited is not None and len(words[: credited.start()].split()) > 3


def signed_by_agency(words: str) -> bool:
    """Whether the line ends with an agency in brackets, as captions and reports do."""
    return _AGENCY_SIGNED.search(words) is not None


def _stands_alone(found: list[Line]) -> bool:
    """Whether the last line is text with nothing directly above it."""
    return found[-1].role == "text" and (found[-1].blanks > 0 or len(found) == 1)


def _underlined(lines: list[Line]) -> list[Line]:
    """Lines underlined with = or - become headings of level 1 or 2, the rule goes."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found else None
        if line.role == "rule" and not line.blanks and above and _stands_alone(found):
            mark = line.text[0]
            if mark in "=-" and above.words <= _SHORT_WORDS and above.text[-1] not in ".:;,":
                found[-1] = replace(above, role="heading", level=1 if mark == "=" else 2)
                continue
        found.append(line)
    return found
