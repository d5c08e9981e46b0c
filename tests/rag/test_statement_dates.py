"""Which date of a sentence is the day of the statement."""

import pytest

from index.documents import Span
from rag.statement_dates import dates_statement


@pytest.mark.parametrize(
    ("sentence", "date", "stated"),
    [
        ("Nine barges sank, the ferry company said on Tuesday.", "Tuesday", True),
        ("Nine barges sank on Monday, the ferry company said.", "Monday", False),
        ("The ferry company said late on 3 May that nine barges sank.", "3 May", True),
        ("The ferry company on Tuesday confirmed the loss.", "Tuesday", True),
        ("On Tuesday, the ferry company said nine barges sank.", "Tuesday", True),
        ("On Tuesday a storm sank nine barges, the ferry company said.", "Tuesday", False),
        ("The mayor told reporters on Tuesday that nine barges sank.", "Tuesday", True),
        ("The mayor accused the ferry company on Tuesday of greed.", "Tuesday", True),
        ("The mayor said the storm on Tuesday sank nine barges.", "Tuesday", False),
        ("The mayor said nine barges sank on Tuesday.", "Tuesday", False),
        ("The mayor will answer on Tuesday.", "Tuesday", False),
        (
            "The mayor described the raid as a “shame” on Tuesday, calling it folly.",
            "Tuesday",
            True,
        ),
        ("The mayor described the raid on Tuesday as a shame.", "Tuesday", False),
        ("The mayor rejected the charge on Tuesday.", "Tuesday", True),
        ("The mayor denied the charge of Tuesday.", "Tuesday", False),
        ("The mayor described the storm as the worst since Tuesday.", "Tuesday", False),
        ("The mayor described the talks as due to begin on Tuesday.", "Tuesday", False),
        ("The mayor denied the raid on Tuesday.", "Tuesday", False),
        ("The mayor said the “shame” on Tuesday was theirs.", "Tuesday", False),
        ("“We said on Tuesday what we knew,” the mayor added.", "Tuesday", False),
    ],
)
def test_the_date_of_a_reporting_verb(sentence, date, stated):
    start = sentence.index(date)
    assert dates_statement(sentence, Span(start, start + len(date))) is stated
