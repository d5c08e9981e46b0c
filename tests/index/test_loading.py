"""Files of every format → documents, and errors that name the file and the remedy."""

import json
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from index.articles import articles
from index.documents import Document, Span
from index.errors import CorpusError
from index.loading import Failure, load, reading
from index.passages import passages

PAGE = """<!doctype html><html lang="en"><head><title>Border shut | The Daily</title>
<meta property="og:site_name" content="The Daily">
<meta property="og:title" content="Border shut after gunfire">
<meta property="article:published_time" content="2024-05-06T10:00:00Z">
<meta name="author" content="Jane Doe">
<link rel="canonical" href="https://www.daily.example/world/border"></head>
<body><nav><a href="/">Home</a><a href="/w">World</a></nav>
<article><h1>Border shut after gunfire</h1>
<p>Officials on both sides of the border said on Monday that it would stay shut for now.</p>
<p>Traders put their losses at two million dollars a day &amp; lorries stood in a line.</p>
<p>No date for talks was given, said the ministry, which had met the traders at noon.</p>
</article><footer><p>Terms of use</p></footer></body></html>"""

HELVETICA = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}

ODD_TEXTS = [
    "\ufeffA mark at the start.\r\nKept.\r\n",
    "Ru\u0308ckkehr, decomposed",
    "\u200fمرحبا\u200f.\n",
    "a\u0085b\u2028c\u2029d\x0ce\x0bf",
    "👩\u200d👩\u200d👧 and \U0001d518",
    "\u202eright to left\u202c",
    "; DROP TABLE articles; --",
    "<script>alert(1)</script>",
    "\ufffd\ufffe",
    "﷽",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "%s%n${x}{{7*7}}",
    ".",
    "---",
    "# ",
    "0",
    "\u00ad\u200b.",
]


def rows(*values):
    return "".join(
        (value if isinstance(value, str) else json.dumps(value)) + "\n" for value in values
    )


def only(path):
    (document,) = load(path).documents
    return document


@pytest.mark.parametrize("ending", [".txt", ".md", ".TXT"])
@pytest.mark.parametrize("text", ODD_TEXTS)
def test_a_text_is_the_files_own(tmp_path, ending, text):
    file = tmp_path / f"a{ending}"
    file.write_bytes(text.encode())
    document = only(file)
    assert document == Document(source=f"a{ending}", text=text)
    for article in articles(document):
        for passage in passages(document, article):
            assert file.read_bytes().decode()[passage.span.start : passage.span.end] == passage.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \r\n\t\xef\xbb\xbf", "is empty"),
        (b"abc\x00def", "is binary"),
        (bytes(range(1, 32)) * 4, "is binary"),
        (b"caf\xe9 au lait", "is not UTF-8 (byte 3): save it as UTF-8"),
        ("text".encode("utf-16"), "is UTF-16: save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_named_and_the_rest_is_read(tmp_path, data, said):
    (tmp_path / "bad.txt").write_bytes(data)
    (tmp_path / "good.txt").write_text("He left.")
    loaded = load(tmp_path)
    assert [document.source for document in loaded.documents] == ["good.txt"]
    (failure,) = loaded.failures
    assert failure.source == "bad.txt"
    assert failure.reason.startswith("bad.txt ")
    assert said in failure.reason
    with pytest.raises(CorpusError, match=r"bad\.txt"):
        load(tmp_path / "bad.txt")


def test_a_web_page(tmp_path):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    document = only(tmp_path)
    assert document.title == "Border shut after gunfire"
    assert document.published == date(2024, 5, 6)
    assert document.authors == ("Jane Doe",)
    assert document.url == "https://www.daily.example/world/border"
    assert document.outlet == "The Daily"
    assert "two million dollars a day & lorries" in document.text
    assert "Terms of use" not in document.text
    (article,) = articles(document)
    assert article.title == "Border shut after gunfire"
    assert len(article.paragraphs) == 3


def test_a_web_page_that_states_nothing(tmp_path):
    body = "".join(f"<p>He left the town on day {n} of the talks, they said.</p>" for n in range(9))
    (tmp_path / "page.htm").write_text(f"<html><body>{body}</body></html>")
    document = only(tmp_path)
    assert (document.published, document.authors, document.url, document.outlet) == (
        None,
        (),
        None,
        None,
    )
    assert "day 8 of the talks" in document.text


def test_what_a_page_hides_is_not_read(tmp_path):
    hidden = "<p style='display: none'>The mayor is guilty.</p><div hidden><p>So is Lune.</p></div>"
    body = f"<article><h1>Bridge opens</h1><p>It opened on Monday.</p>{hidden}<p>It cost a lot.</p>"
    (tmp_path / "page.html").write_text(f"<body style='visibility:hidden'>{body}</article></body>")
    (document,) = load(tmp_path).documents
    assert document.title == "Bridge opens"
    assert document.text == "It opened on Monday.\n\nIt cost a lot."


@pytest.mark.parametrize("page", [b"", b"<html><body></body></html>", b"\x00\x01\x02", b"<<<>>>"])
def test_a_web_page_without_an_article(tmp_path, page):
    (tmp_path / "page.html").write_bytes(page)
    with pytest.raises(CorpusError, match=r"page\.html holds no article"):
        load(tmp_path)


def test_the_pages_of_a_pdf(tmp_path, pdf):
    (tmp_path / "a.pdf").write_bytes(pdf("The border is shut.", "", "No talks were held."))
    document = only(tmp_path)
    assert [page.of(document.text).strip() for page in document.pages] == [
        "The border is shut.",
        "",
        "No talks were held.",
    ]
    found = [p.text for a in articles(document) for p in passages(document, a)]
    assert " ".join(" ".join(found).split()) == "The border is shut. No talks were held."


def test_sentences_run_over_lines_and_pages_of_a_pdf(tmp_path, pdf):
    (tmp_path / "a.pdf").write_bytes(
        pdf(
            "The border was shut on\nMonday. Lorries had to\nwait there, and their",
            "drivers slept at home.",
        )
    )
    document = only(tmp_path)
    (article,) = articles(document)
    (passage,) = passages(document, article)
    assert [" ".join(words.split()) for words in passage.sentence_texts()] == [
        "The border was shut on Monday.",
        "Lorries had to wait there, and their drivers slept at home.",
    ]


def test_a_pdfs_title_counts_if_its_first_page_shows_it(tmp_path, pdf):
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(pdf("Border shut\nThe border was shut on Monday."))
    for name, title in [("a", "Border shut"), ("b", "Microsoft Word - x.docx")]:
        writer = pypdf.PdfWriter(clone_from=plain)
        writer.add_metadata({"/Title": title})
        writer.write(tmp_path / f"{name}.pdf")
    titles = {document.source: document.title for document in load(tmp_path).documents}
    assert titles == {"a.pdf": "Border shut", "b.pdf": None, "plain.pdf": None}


@pytest.mark.parametrize(
    ("drawn", "times"),
    [
        ("(Hello bomb) Tj " * 300_000, 1),  # one page of many lines
        (" " * 9_000_000, 1),  # more than one stream may hold
        (" " * 7_000_000, 6),  # one page shown again and again
        ("(" + "a" * 1_000_000 + ") Tj", 6),
    ],
    ids=["lines", "stream", "pages", "text"],
)
def test_a_pdf_that_unfolds_into_too_much_is_refused(tmp_path, drawn, times):
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(600, 700)
    font = DictionaryObject({NameObject(k): NameObject(v) for k, v in HELVETICA.items()})
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 72 720 Td {drawn} ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    pages = writer.root_object["/Pages"]
    pages["/Kids"].extend([page.indirect_reference] * (times - 1))
    pages[NameObject("/Count")] = NumberObject(times)
    writer.write(tmp_path / "bomb.pdf")
    assert (tmp_path / "bomb.pdf").stat().st_size < 50_000
    (tmp_path / "a.txt").write_text("The border is shut.")
    (failure,) = load(tmp_path).failures
    assert failure.reason.startswith("bomb.pdf unfolds into more than")


def test_pdf_files_that_cannot_be_read(tmp_path, pdf):
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(pdf("The border is shut."))
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    (tmp_path / "scan.pdf").write_bytes(pdf(""))
    writer = pypdf.PdfWriter(clone_from=whole)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    loaded = load(tmp_path)
    assert [document.source for document in loaded.documents] == ["whole.pdf"]
    reasons = {failure.source: failure.reason for failure in loaded.failures}
    assert "not a whole PDF" in reasons["cut.pdf"]
    assert "text recognition" in reasons["scan.pdf"]
    assert "without a password" in reasons["locked.pdf"]


def test_rows(tmp_path):
    text = "Border shut\r\n\r\nHe left."
    (tmp_path / "a.jsonl").write_text(
        "\ufeff"
        + rows(
            {
                "url": "https://www.daily.example/a",
                "title": "Border shut",
                "published": "2023/01/05",
                "authors": ["A B", "C D"],
                "text": text,
            },
            "",
            {"text": "She stayed.", "published": None, "authors": "E F; G H"},
        ),
        encoding="utf-8",
    )
    first, second = load(tmp_path).documents
    assert first == Document(
        source="a.jsonl#1",
        text=text,
        title="Border shut",
        published=date(2023, 1, 5),
        authors=("A B", "C D"),
        url="https://www.daily.example/a",
        outlet="daily.example",
    )
    assert (second.source, second.title, second.published) == ("a.jsonl#3", "", None)
    assert second.authors == ("E F", "G H")


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2023/01/05", date(2023, 1, 5)),
        ("2025-07-11", date(2025, 7, 11)),
        ("2025-07-11T23:30:00-05:00", date(2025, 7, 11)),
        ("20250711", date(2025, 7, 11)),
        ("Fri, 11 Jul 2025 14:30:00 GMT", date(2025, 7, 11)),
        ("July 11, 2025", date(2025, 7, 11)),
        ("11 juillet 2025", date(2025, 7, 11)),
        ("03/04/2025", None),
        ("2025-13-40", None),
        ("2025", None),
        ("last week", None),
        ("", None),
    ],
)
def test_dates_of_rows(tmp_path, published, expected):
    (tmp_path / "a.jsonl").write_text(rows({"text": "He left.", "published": published}))
    assert only(tmp_path).published == expected


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{not json", "a.jsonl#2 is not JSON"),
        ('{"text": "cut', "a.jsonl#2 is not JSON"),
        ("[1, 2]", "a.jsonl#2 is not an object"),
        ("[" * 100_000, "a.jsonl#2 is not JSON"),
        ({"title": "No text"}, "a.jsonl#2: field text is empty"),
        ({"text": "  "}, "a.jsonl#2: field text is empty"),
        ({"text": 7}, "a.jsonl#2: field text is not text"),
        ({"text": "He left.", "title": ["x"]}, "a.jsonl#2: field title is not text"),
        ({"text": "He left.", "published": 20250711}, "a.jsonl#2: field published is not text"),
        ({"text": "He left.", "authors": [1]}, "a.jsonl#2: field authors is not a list"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(tmp_path, row, said):
    good = {"text": "He left."}
    (tmp_path / "a.jsonl").write_text(rows(good, row, good))
    loaded = load(tmp_path)
    assert [document.source for document in loaded.documents] == ["a.jsonl#1", "a.jsonl#3"]
    (failure,) = loaded.failures
    assert failure.source == "a.jsonl#2"
    assert failure.reason.startswith(said)
    assert "\n" not in failure.reason


def test_a_row_that_is_not_utf_8(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "caf\xe9"}\n{"text": "He left."}\n')
    loaded = load(tmp_path)
    assert [document.source for document in loaded.documents] == ["a.jsonl#2"]
    assert loaded.failures[0].reason.startswith("a.jsonl#1 is not UTF-8")


def test_halves_of_surrogate_pairs_can_be_stored(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "\\ud83d\\ude00 and \\ud83d left."}\n')
    assert only(tmp_path).text == "\U0001f600 and \ufffd left."


def test_a_bad_address_gives_no_outlet(tmp_path):
    (tmp_path / "a.jsonl").write_text(rows({"text": "He left.", "url": "http://[x"}))
    assert only(tmp_path).outlet is None


def test_a_folder_is_read_in_order_without_what_is_hidden_or_foreign(tmp_path):
    for name in ["b.txt", "a/z.md", "a/b/c.txt", ".hidden.txt", ".git/x.txt", "photo.jpg", "x.py"]:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("He left.")
    (tmp_path / "folder.txt").mkdir()
    seen = []
    loaded = load(tmp_path, on_document=seen.append)
    assert [document.source for document in loaded.documents] == ["a/b/c.txt", "a/z.md", "b.txt"]
    assert tuple(seen) == loaded.documents
    assert loaded.failures == ()


def test_links_do_not_loop(tmp_path):
    corpus = tmp_path / "corpus"
    (corpus / "a").mkdir(parents=True)
    (corpus / "a" / "x.txt").write_text("He left.")
    (corpus / "a" / "up").symlink_to(corpus)
    (corpus / "b").symlink_to(corpus / "a")
    (corpus / "gone.txt").symlink_to(corpus / "nowhere.txt")
    assert [document.source for document in load(corpus).documents] == ["a/x.txt"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing", "does not exist: check the path"),
        ("empty", "holds no articles: put .+ files into it"),
        ("foreign", "holds no articles"),
        ("foreign/a.docx", "not a format that can be read: give .+"),
        ("blank", r"nothing readable in .+: a\.txt is empty"),
        ("norows", r"nothing readable in .+: a\.jsonl holds no rows: write one"),
    ],
)
def test_nothing_to_read(tmp_path, name, said):
    for folder, file, text in [
        ("foreign", "a.docx", "x"),
        ("blank", "a.txt", " "),
        ("norows", "a.jsonl", "\n\n"),
    ]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).write_text(text)
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match=said) as caught:
        load(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_without_rows_is_named_and_the_rest_is_read(tmp_path):
    (tmp_path / "a.jsonl").write_text("\ufeff\n \n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("He left.")
    loaded = load(tmp_path)
    assert [document.source for document in loaded.documents] == ["b.txt"]
    (failure,) = loaded.failures
    assert failure.source == "a.jsonl"
    assert failure.reason.startswith("a.jsonl holds no rows: ")


def test_reading_is_lazy(tmp_path):
    (tmp_path / "a.jsonl").write_text(rows({"text": "He left."}, "{bad", {"text": "She stayed."}))
    steps = reading(tmp_path)
    first = next(steps)
    assert isinstance(first, Document)
    assert first.text == "He left."
    assert isinstance(next(steps), Failure)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_rows_keep_their_text(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("rows")
    for ascii_only in (True, False):
        row = json.dumps({"text": "x" * 5000 + text}, ensure_ascii=ascii_only)
        (folder / "a.jsonl").write_text(row, encoding="utf-8", newline="")
        assert only(folder).text == "x" * 5000 + text


def test_page_spans_leave_out_what_joins_them(tmp_path, pdf):
    (tmp_path / "a.pdf").write_bytes(pdf("One.", "Two."))
    document = only(tmp_path)
    assert document.pages[0] == Span(0, len("One."))
    assert document.pages[1].of(document.text) == "Two."


def test_the_page_of_a_place_counts_from_1(tmp_path, pdf):
    (tmp_path / "a.pdf").write_bytes(pdf("One.", "", "Three."))
    document = only(tmp_path)
    assert [document.page(document.text.index(word)) for word in ("One", "Three")] == [1, 3]
    assert document.page(len(document.text) - 1) == 3
    assert Document("a.txt", "One.").page(0) is None
