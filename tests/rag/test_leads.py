"""The words before a statement that say who speaks and when."""

from datetime import date

import pytest

from index.documents import Passage, Span
from rag.answers import Citation
from rag.attribution import Attribution
from rag.leads import lead_of_figure


@pytest.mark.parametrize(
    ("text", "speaker", "published", "lead"),
    [
        ("Nine barges sank, Pell said on Tuesday.", "Pell", date(2026, 3, 5),
         "Pell, 3 March 2026:"),
        ("Nine barges sank on Tuesday, Pell said.", "Pell", date(2026, 3, 5),
         "Pell, published 5 March 2026:"),
        ("Nine barges sank on Tuesday.", None, date(2026, 3, 5),
         "Coast Daily, published 5 March 2026:"),
        ("Nine barges sank, Pell said on Tuesday.", "Pell", None, "Pell, undated:"),
        ("Nine barges sank, Pell said on 3 March 2026.", "Pell", None, "Pell, 3 March 2026:"),
    ],
)  # fmt: skip
def test_a_figure_stands_with_the_day_of_the_statement_or_of_publication(
    text, speaker, published, lead
):
    span = Span(0, len(text))
    passage = Passage("a.txt", 0, span, text, (span,), "Barges", published)
    cited = Citation(
        1, text, "a.txt", 0, len(text), "Barges", published, text, outlet="Coast Daily"
    )
    spoken = Attribution(speaker, None, "asserts" if speaker else "reports", None, ())
    assert lead_of_figure(spoken, cited, passage) == lead
