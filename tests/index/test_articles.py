"""Where articles begin and what of them is citable, told by shape."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import articles
from index.documents import Document

SEED = Path(__file__).parents[2] / "seeds" / "000_6268b9e7f04324c4.txt"

SHUT = "Border crossing shut after a night of gunfire"
FREED = "Court in Khost frees two reporters held since May"
ONE = (
    "Officials on both sides of the border said on Monday that the crossing would stay shut"
    " until a joint commission had met. No date was given."
)
TWO = (
    "Traders put their losses at two million dollars a day, and lorries with fruit stood in"
    " a line of nine kilometres on 1 July 2023."
)


def read(text, **stated):
    return articles(Document("x.txt", text, **stated))


def citable(text, **stated):
    """Kind and words of every paragraph, one list an article."""
    return [
        [(paragraph.kind, paragraph.span.of(text)) for paragraph in article.paragraphs]
        for article in read(text, **stated)
    ]


def titles(text, **stated):
    return [article.title for article in read(text, **stated)]


@pytest.fixture(scope="module")
def seed():
    return SEED.read_bytes().decode("utf-8")


def test_the_seed_file_is_two_articles(seed):
    first, second = read(seed)
    assert first.title == (
        "Pakistan calls militant presence in Afghanistan a ‘challenge’ amid renewed"
        " diplomatic engagement"
    )
    assert second.title == (
        "Pakistan army chief tells Kabul to choose Islamabad or Taliban militants amid"
        " strained ties"
    )
    assert (first.published, second.published) == (date(2025, 7, 11), None)
    assert first.headline.of(seed) == first.title
    assert second.headline.of(seed) == second.title
    assert not first.span.overlaps(second.span)


def test_the_seeds_furniture_goes_and_the_rest_is_citable(seed):
    first, second = citable(seed)
    assert [kind for kind, _ in first] == ["caption"] + ["summary"] * 2 + ["body"] * 10
    assert [kind for kind, _ in second] == ["summary"] * 2 + ["body"] * 12
    assert first[0][1].startswith("In this file photo, taken on December 26, 2024")
    assert first[1][1].startswith("Islamabad says cross-border")
    assert first[-1][1].endswith("to target other countries.")
    assert second[-1][1].endswith("respond to such provocations.")
    kept = {words for _, words in first + second}
    lines = {line.strip(" •\u00a0") for line in seed.splitlines()} - {""}
    gone = {line for line in lines if line not in {words.strip("\u00a0") for words in kept}}
    assert gone == {
        *titles(seed),
        "Short Url",
        "Follow",
        "Updated 11 July 2025",
        "Updated 9 sec ago",
    }


def page(*parts):
    """Parts with an empty line between them."""
    return "\n\n".join(parts) + "\n"


SEVERAL = {
    "datelines": page(SHUT, f"ISLAMABAD: {ONE}", TWO, FREED, f"KABUL (AP) — {TWO}"),
    "dateline with a date": page(
        SHUT, f"PARIS, March 3 (Reuters) - {ONE}", FREED, f"KHOST, Afghanistan — {TWO}"
    ),
    "bylines": page(f"{SHUT}\nBy Jane Doe", ONE, TWO, f"{FREED}\nBy Omar Khan and A. Lee", TWO),
    "stamps": page(SHUT, "May 3, 2024", ONE, TWO, FREED, "Published: 4 May 2024", TWO),
    "headline twice": page(SHUT, "Share", SHUT, ONE, FREED, "Share", FREED, TWO),
    "headings": page(f"# {SHUT}", ONE, "## Losses", TWO, f"# {FREED}", TWO),
    "underlined headings": page(f"{SHUT}\n=====", ONE, TWO, f"{FREED}\n=====", TWO),
    "rule ---": page(SHUT, ONE, TWO, "---", FREED, TWO),
    "rule ***": page(SHUT, ONE, TWO, "* * *", FREED, TWO),
    "rule ====": page(SHUT, ONE, f"{TWO}\n======\n{FREED}", TWO),
    "rule and dateline": page(SHUT, ONE, "---", f"KHOST: {TWO}"),
    "wide gaps": page(SHUT, ONE, TWO, ONE, f"\n\n{FREED}", TWO, ONE),
    "fields": page(
        f"Title: {SHUT}\nDate: 2024-05-03", ONE, f"Title: {FREED}\nDate: 2024-05-04", TWO
    ),
    "numbered": page("Article 1", SHUT, ONE, "=== Article 2 ===", FREED, TWO),
    "a headed collection": page(
        "# News of May", f"## {SHUT}\nMay 3, 2024", ONE, f"## {FREED}\nMay 4, 2024", TWO
    ),
    "sections with dates": page(
        f"## {SHUT}\n*3 May 2024 – The Daily*", ONE, f"## {FREED}\n*4 May 2024*", TWO
    ),
    "windows line ends": page(SHUT, f"KABUL: {ONE}", FREED, f"KABUL: {TWO}").replace("\n", "\r\n"),
}


@pytest.mark.parametrize("shape", SEVERAL)
def test_two_articles_in_one_file(shape):
    text = SEVERAL[shape]
    found = read(text)
    assert len(found) == 2
    assert found[0].title == SHUT
    assert found[1].title == ("" if shape == "rule and dateline" else FREED)
    bodies = [[words for kind, words in part if kind == "body"] for part in citable(text)]
    assert all(SHUT not in words and FREED not in words for part in bodies for words in part)
    assert bodies[0][0].endswith(ONE)
    assert bodies[1][0].endswith(TWO)


ONLY_ONE = {
    "subheadings": page(SHUT, ONE, "Why the fence matters so much", TWO, "What happens next?", ONE),
    "a pulled quote": page(
        SHUT, f"KABUL: {ONE}", "“We only want to go home”", TWO, "“We only want to go home”", ONE
    ),
    "markdown sections": page(
        f"# {SHUT}", ONE, "---", "## What the two sides say about it now", TWO
    ),
    "scene break": page(SHUT, ONE, "***", TWO, "***", ONE),
    "interview": page(
        SHUT,
        ONE,
        "LEE: Is the border open?",
        "KHAN: No",
        "LEE: And when will it be",
        "KHAN: We do not know it yet, nobody does.",
    ),
    "chronology": page(SHUT, ONE, "July 3, 2020", TWO, "July 4, 2021", ONE),
    "links with their age": page(
        SHUT,
        ONE,
        "Traders deny the claims of the army",
        "2 hours ago",
        "Posts shelled at night in Khost",
        "3 hours ago",
        TWO,
    ),
    "a short sentence": page(SHUT, f"KABUL: {ONE}", "He would not say more.", TWO),
    "no headline": page(ONE, TWO),
    "one paragraph": ONE,
    "one line": SHUT,
    "warning": page(SHUT, ONE, "The video that the ministry released", f"WARNING: {TWO}"),
}


@pytest.mark.parametrize("shape", ONLY_ONE)
def test_one_article_stays_one(shape):
    text = ONLY_ONE[shape]
    (found,) = read(text)
    assert found.title == (SHUT if text.startswith((SHUT, "#")) and text != SHUT else "")
    assert found.paragraphs


def test_bare_dates_amid_the_text_stay_citable():
    (found,) = citable(ONLY_ONE["chronology"])
    assert ("body", "July 3, 2020") in found
    (found,) = citable(page(SHUT, ONE, "Oct. 16", TWO, "5 hours ago", ONE))
    assert [words for _, words in found] == [ONE, "Oct. 16", TWO, ONE]
    assert read(ONLY_ONE["chronology"])[0].published is None


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("Updated 11 July 2025", date(2025, 7, 11)),
        ("Published: July 11, 2025", date(2025, 7, 11)),
        ("Published: 3 March 2024 | Updated: 5 March 2024", date(2024, 3, 3)),
        ("Updated: 5 March 2024\nFirst published: 3 March 2024", date(2024, 3, 3)),
        ("Jul 11, 2025 5:32 pm EST", date(2025, 7, 11)),
        ("Friday, July 11, 2025 - 14:30 GMT", date(2025, 7, 11)),
        ("11th July 2025, 10:15", date(2025, 7, 11)),
        ("2025-07-11", date(2025, 7, 11)),
        ("2025-07-11T10:00:00Z", date(2025, 7, 11)),
        ("13/07/2025 14:30", date(2025, 7, 13)),
        ("By Jane Doe | July 11, 2025", date(2025, 7, 11)),
        ("By Jane Doe, July 11, 2025", date(2025, 7, 11)),
        ("03/04/2025", None),
        ("11/07/25", None),
        ("Updated 9 sec ago", None),
        ("Updated 16 min 4 sec ago", None),
        ("1 hour, 5 minutes ago", None),
        ("**Date:** 12 July 2025", date(2025, 7, 12)),
        ("*11 July 2025 – The Daily*", date(2025, 7, 11)),
        (
            "Daily.example | Jane Doe Published July 11, 2025 Updated July 12, 2025 09:12am",
            date(2025, 7, 11),
        ),
        ("3 hours ago", None),
        ("yesterday", None),
        ("Published Friday", None),
        ("July 2025", None),
        ("31 February 2025", None),
    ],
)
def test_dates_that_stand_alone(stamp, expected):
    text = f"{SHUT}\n\n{stamp}\n\nISLAMABAD: {TWO}\n"
    (found,) = read(text)
    assert found.published == expected
    if stamp not in {"July 2025", "31 February 2025"}:
        assert citable(text) == [[("body", f"ISLAMABAD: {TWO}")]]


@pytest.mark.parametrize(
    "headline",
    [
        "Norland says drone was shot down and vows to answer ‘Weyrn aggression’",
        "Minister calls the report of the Halden court “a set of old lies”",
        "Who will pay for the repair of the old Halden bridge?",
    ],
)
def test_a_long_headline_that_ends_in_a_quotation_hides_no_date(headline):
    (found,) = read(page(headline, "22 March 2026", "Nora Lind", ONE))
    assert (found.title, found.published) == (headline, date(2026, 3, 22))
    assert found.authors == ("Nora Lind",)


@pytest.mark.parametrize("line", ["Halden Times, 22 March 2026", "*Halden Times, 22 March 2026*"])
def test_a_name_and_a_date_on_one_line_date_an_article(line):
    (found,) = read(page(SHUT, line, ONE))
    assert found.published == date(2026, 3, 22)
    assert citable(page(SHUT, line, ONE)) == [[("body", ONE)]]


def test_no_date_out_of_prose():
    (found,) = read(f"{SHUT}\n\nKABUL: {TWO}\n\nOn 11 July 2025 the minister left.\n")
    assert found.published is None


def test_a_dateline_with_its_year_dates_an_article():
    (found,) = read(f"{SHUT}\n\nKABUL, July 11, 2025 (AP) — {ONE}\n")
    assert found.published == date(2025, 7, 11)
    (found,) = read(f"{SHUT}\n\nKABUL, July 11 (AP) — {ONE}\n")
    assert found.published is None


def test_front_matter():
    text = f'---\ntitle: "Shut"\ndate: 2024-05-06\nauthor: Jane Doe, Omar Khan\n---\n\n{ONE}\n'
    (found,) = read(text)
    assert (found.title, found.published) == ("Shut", date(2024, 5, 6))
    assert found.authors == ("Jane Doe", "Omar Khan")
    assert citable(text) == [[("body", ONE)]]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("BY JANE DOE AND OMAR KHAN", ("JANE DOE", "OMAR KHAN")),
        (
            "By Jane Doe, Omar Khan and A. B. van der Lee",
            ("Jane Doe", "Omar Khan", "A. B. van der Lee"),
        ),
        ("**By Jane Doe**", ("Jane Doe",)),
        ("Author: Jane Doe", ("Jane Doe",)),
    ],
)
def test_bylines_are_kept_as_authors_and_are_not_citable(line, names):
    text = f"{SHUT}\n\n{line}\n\n{ONE}\n"
    (found,) = read(text)
    assert found.authors == names
    assert citable(text) == [[("body", ONE)]]


def test_a_name_alone_beside_a_date_is_an_author():
    text = f"{SHUT}\n\nNaimat Khan\n\nMay 3, 2024\n\n{ONE}\n"
    assert read(text)[0].authors == ("Naimat Khan",)
    assert citable(text) == [[("body", ONE)]]


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the talks had failed",
        "By Friday",
        "Follow the money, investigators were told, and it leads to Khost and beyond.",
        "Share prices fell by nine percent.",
        "Updated figures showed that 11 people had died on 3 May 2024.",
        "May 9 protests shook the country for weeks.",
        "Read more than 300 pages, the judge said.",
        "12 killed",
    ],
)
def test_prose_is_not_taken_for_furniture(line):
    text = f"{SHUT}\n\nKABUL: {ONE}\n\n{line}\n\n{TWO}\n"
    assert ("body", line) in citable(text)[0]


@pytest.mark.parametrize(
    "line",
    [
        "Short Url",
        "Follow",
        "FOLLOW US",
        "Share",
        "Read more",
        "[Advertisement]",
        "READ MORE: Traders count their losses",
        "Also read: Traders count their losses",
        "Follow us on X and Facebook",
        "Follow Jane Doe on Twitter: @janedoe.",
        "4 min read",
        "12 Comments",
        "Page 3 of 9",
        "© 2025 The Daily. All rights reserved.",
        "(Reporting by Jane Doe; Editing by Omar Khan)",
        "Associated Press writer Ann Lee contributed to this report.",
        "https://example.com/a/b",
        "Tags: border, trade",
        "Share • Tweet • Email",
    ],
)
def test_furniture_goes_wherever_it_stands(line):
    text = f"{SHUT}\n\n{line}\n\nKABUL: {ONE}\n\n{line}\n\n{TWO}\n\n{line}\n"
    assert citable(text) == [[("body", f"KABUL: {ONE}"), ("body", TWO)]]
    assert titles(text) == [SHUT]


@pytest.mark.parametrize(
    "line",
    [
        "Gunmen flee across the river in Khost. (AFP/File)",
        "Lorries at the closed crossing on Monday [Omar Khan/Daily News]",
        "Lorries at the closed crossing on Monday. Omar Khan/Getty Images",
        "Lorries wait at the closed crossing. (Photo by Omar Khan)",
        "FILE PHOTO: Lorries wait at the closed crossing",
        "In this handout picture lorries wait at the crossing.",
        "Lorries wait at the closed crossing on Monday. (Reuters)",
    ],
)
def test_captions(line):
    text = f"{SHUT}\n\n{line}\n\nKABUL: {ONE}\n"
    assert citable(text) == [[("caption", line), ("body", f"KABUL: {ONE}")]]


def test_a_caption_without_credit_stands_between_the_headlines():
    line = "Lorries wait at the closed crossing on Monday after the night's gunfire."
    text = f"{SHUT}\n\n{line}\nShare\n\n{SHUT}\n\nKABUL: {ONE}\n"
    assert citable(text) == [[("caption", line), ("body", f"KABUL: {ONE}")]]


def test_a_headline_that_looks_like_a_sentence():
    text = f"‘We will not talk to them.’\n\nUpdated 3 May 2024\n\nKABUL: {ONE}\n"
    (found,) = read(text)
    assert found.title == "‘We will not talk to them.’"
    assert citable(text) == [[("body", f"KABUL: {ONE}")]]


@pytest.mark.parametrize("below", ["Updated 3 May 2024\n\n", "By Lena Moor\n\n", ""])
def test_a_headline_of_two_words(below):
    text = f"Crossing shut\n\n{below}KABUL: {ONE}\n"
    assert titles(text) == ["Crossing shut"]
    assert citable(text) == [[("body", f"KABUL: {ONE}")]]


@pytest.mark.parametrize("first", ["Lena Moor", "Latest news", "It rained."])
def test_two_words_that_are_no_headline(first):
    assert titles(f"{first}\n\n{SHUT}\n\n3 May 2024\n\nKABUL: {ONE}\n") != [first]


def test_headings_within_the_text_are_not_citable():
    text = f"# {SHUT}\n\nKABUL: {ONE}\n\n## Background\n\n{TWO}\n"
    assert citable(text) == [[("body", f"KABUL: {ONE}"), ("body", TWO)]]


def test_bullets_before_the_text_sum_up_and_later_ones_belong_to_it():
    text = (
        f"{SHUT}\n\n- Traders lose millions\n* No date for talks\n\n"
        f"KABUL: {ONE}\n\n{TWO}\n\nThe demands:\n\n• An open road\n• A joint commission\n"
    )
    assert [(kind, words) for kind, words in citable(text)[0] if "\n" not in words] == [
        ("summary", "Traders lose millions"),
        ("summary", "No date for talks"),
        ("body", f"KABUL: {ONE}"),
        ("body", TWO),
        ("body", "The demands:"),
        ("body", "An open road"),
        ("body", "A joint commission"),
    ]


def test_wrapped_lines_are_one_paragraph():
    text = (
        "Border crossing shut after a night of gunfire, hundreds of\nlorries wait\n\n"
        "KABUL: Officials on both sides of the border said on Monday\n"
        "that the crossing would stay shut until a joint commission\n"
        "had met. No date was given.\n\n"
        "Traders put their losses at two million dollars a day, and\n"
        "lorries with fruit stood in a line of nine kilometres. No\n"
        "one came to help.\n"
    )
    (found,) = citable(text)
    assert len(found) == 2
    assert titles(text) == [
        "Border crossing shut after a night of gunfire, hundreds of lorries wait"
    ]


def test_what_the_file_states_goes_first_and_makes_it_one_article():
    text = f"{SHUT}\n\nUpdated 1 May 2024\n\n{ONE}\n\n{FREED}\n\nUpdated 2 May 2024\n\nKABUL: {TWO}"
    (found,) = read(
        text,
        title="Border crossing shut after a ...",
        published=date(2023, 1, 5),
        authors=("A B",),
        url="https://x.org/1",
        outlet="x.org",
    )
    assert found.title == "Border crossing shut after a ..."
    assert found.headline.of(text) == SHUT
    assert (found.published, found.authors) == (date(2023, 1, 5), ("A B",))
    assert (found.url, found.outlet) == ("https://x.org/1", "x.org")
    assert len(read(SEVERAL["datelines"], title="")) == 1


def test_a_byte_order_mark_and_right_to_left_marks():
    text = f"\ufeff{SHUT}\r\n\r\nUpdated 3 May 2024\r\n\r\n\u200fKABUL: {ONE}\r\n"
    (found,) = read(text)
    assert found.headline.start == 1
    assert found.published == date(2024, 5, 3)
    assert citable(text) == [[("body", f"\u200fKABUL: {ONE}")]]


def test_other_scripts():
    text = (
        "باكستان تدعو كابول إلى التحرك ضد المسلحين\n\n"
        "إسلام آباد: قالت باكستان يوم الجمعة إن وجود المسلحين في أفغانستان يمثل تحديا.\n\n"
        "ونفت كابول ذلك.\n"
    )
    (found,) = read(text)
    assert found.title == "باكستان تدعو كابول إلى التحرك ضد المسلحين"
    assert len(found.paragraphs) == 2


def test_decomposed_text_keeps_its_length():
    text = "Ru\u0308ckkehr nach Kabul steht bevor\n\nKABUL: Der Su\u0308den schweigt.\n"
    assert citable(text) == [[("body", "KABUL: Der Su\u0308den schweigt.")]]


def test_all_furniture_is_kept_rather_than_lost():
    assert citable("Follow\nShare\n") == [[("body", "Follow"), ("body", "Share")]]


def test_nothing_at_all():
    assert read(" \n\ufeff\n") == ()


LINE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from([SHUT, FREED, ONE, "KABUL: " + TWO, "Share", "3 May 2024", "By Jane Doe"]),
    st.sampled_from(
        ["---", "====", "# " + SHUT, "## Part", "• one point", "", "", "***", "key: x"]
    ),
)


@settings(deadline=None)
@given(st.lists(LINE, max_size=20), st.sampled_from(["\n", "\r\n", "\n\n", "\u2029"]))
def test_any_text_gives_articles_in_order(lines, end):
    text = end.join(lines)
    found = read(text)
    assert [article.number for article in found] == list(range(len(found)))
    last = 0
    for article in found:
        assert article.paragraphs
        assert last <= article.span.start <= article.span.end <= len(text)
        for paragraph in article.paragraphs:
            assert article.span.contains(paragraph.span)
            assert paragraph.span.start >= last
            last = paragraph.span.end
        last = article.span.end


SHORT = "Minister loses vote"


@pytest.mark.parametrize(
    ("above", "published", "authors"),
    [
        ("5 June 2023 • 6:00am", date(2023, 6, 5), ()),
        (
            "By Ana Roe, Crime Correspondent\n5 June 2023 | 18.30 GMT",
            date(2023, 6, 5),
            ("Ana Roe",),
        ),
        ("By Our Correspondent\nJune 5, 2023", date(2023, 6, 5), ("Our Correspondent",)),
        ("PTI | New Delhi | Updated: Jun 05, 2023 11:42 IST", date(2023, 6, 5), ()),
        (
            "Published: 5 June 2023 at 10:15 GMT | Last modified on 6 June 2023",
            date(2023, 6, 5),
            (),
        ),
        ("21 hours ago\nAna Roe\nNorth Coast News", None, ("Ana Roe",)),
    ],
)
def test_heads_of_other_outlets(above, published, authors):
    text = f"{SHUT}\n{above}\n\n{ONE}\n"
    (article,) = read(text)
    assert (article.title, article.published, article.authors) == (SHUT, published, authors)
    assert citable(text) == [[("body", ONE)]]


def test_the_slug_and_the_note_to_editors_of_a_wire_are_furniture():
    text = (
        "BC-BORDER-SHUT 3rd Lede (ROUNDUP), 410\nEds: UPDATES with quotes. ADDS background.\n\n"
        f"{SHUT}\n\nBy Ana Roe\n\nKHOST, March 4 (Reuters) - {ONE}\n\n(Editing by Bo Hale)\n-30-\n"
    )
    assert titles(text) == [SHUT]
    assert citable(text) == [[("body", f"KHOST, March 4 (Reuters) - {ONE}")]]


def test_the_day_a_paper_printed_it_is_the_day_it_was_published():
    (article,) = read(f"KHOST: {ONE}\n\n{TWO}\n\nPublished in Dawn, January 6th, 2024\n")
    assert article.published == date(2024, 1, 6)
    assert len(article.paragraphs) == 2


def test_lists_of_links_are_furniture_and_the_text_after_them_is_not():
    text = (
        f"{SHUT}\n5 June 2023\n\n{ONE}\n\nRecommended Stories\nlist of 2 items\nlist 1 of 2\n"
        f"{FREED}\nlist 2 of 2\n2 June 2023\nFruit rots at the crossing\nend of list\n\n{TWO}\n\n"
        "Related topics\nBorders\nTrade\nMore on this story\nWho shot first?\n"
    )
    assert citable(text)[0][:2] == [("body", ONE), ("body", TWO)]
    # A link that reads like a sentence may be one, so it stays.
    assert citable(text)[0][2:] == [("body", "Who shot first?")]


@pytest.mark.parametrize(
    "line",
    [
        "You are receiving this email because you signed up for The Brief.",
        "Unsubscribe | Manage preferences | Privacy policy",
        "(This story has not been edited by our staff and comes from a syndicated feed.)",
        "ALSO READ | Why the crossing matters",
        "READ MORE: Ten crossings, one river",
        "Save articles to read later and create your own reading list",
    ],
)
def test_what_surrounds_the_text_elsewhere_is_furniture(line):
    assert citable(f"{SHUT}\n5 June 2023\n\n{ONE}\n\n{line}\n{TWO}\n") == [
        [("body", ONE), ("body", TWO)]
    ]


def test_rules_part_articles_of_which_one_has_a_short_headline_and_no_date():
    text = (
        f"{SHUT}\n12 May 2024\n{ONE}\n\n---\n\n{FREED}\n13 May 2024\n{TWO}\n\n---\n\n"
        f"{SHORT}\n{ONE}\n{TWO}\n"
    )
    assert titles(text) == [SHUT, FREED, SHORT]
    assert [a.published for a in read(text)] == [date(2024, 5, 12), date(2024, 5, 13), None]
    assert titles(f"{text}\n---\n\n© 2024 The Post. All rights reserved.\n")[:3] == titles(text)


def test_a_block_of_fields_between_rules_heads_each_article():
    rule = "=" * 16
    text = "".join(
        f"{rule}\nTITLE: {title}\nDATE: 2023-09-{day}\nAUTHOR: P. Roe\n{rule}\n{body}\n\n"
        for title, day, body in ((SHUT, "29", ONE), (FREED, "30", TWO))
    )
    assert titles(text) == [SHUT, FREED]
    assert [a.published for a in read(text)] == [date(2023, 9, 29), date(2023, 9, 30)]
    assert citable(text) == [[("body", ONE)], [("body", TWO)]]


def test_questions_and_answers_and_entries_of_a_live_page_stay_one_article():
    text = (
        f"{SHUT}\n\n14:32 GMT\nGuards withdraw\n{ONE}\n\n14:05 GMT\nTraders speak\n{TWO}\n\n"
        "Q: Who decided?\nA: We did, on Sunday.\n"
    )
    (article,) = read(text)
    words = [paragraph.span.of(text) for paragraph in article.paragraphs]
    assert words[-2:] == ["Q: Who decided?", "A: We did, on Sunday."]
    assert {ONE, TWO, "Guards withdraw", "Traders speak"} < set(words)


def test_sections_parted_by_rules_stay_one_article():
    text = (
        f"# {SHUT}\n\n{ONE}\n\n---\n\n## What comes next\n\n{TWO}\n\n---\n\n## {FREED}\n\n{ONE}\n"
    )
    assert titles(text) == [SHUT]
