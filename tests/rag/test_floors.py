import pytest

from index.errors import ReportError
from rag.evaluation import Report
from rag.floors import Floor, broken_floors, stated_floor
from rag.measures import Figure

REPORT = Report(
    (
        Figure("answer accuracy", 0.8, None, None, 9),
        Figure("calibration error", 0.153, None, None, 9),
    ),
    (),
    (),
)


@pytest.mark.parametrize(
    ("stated", "broken"),
    [
        ("answer accuracy=0.8", ()),
        ("answer accuracy=0.81", ("answer accuracy: 0.800, worse than 0.81",)),
        ("calibration error=0.01", ("calibration error: 0.153, worse than 0.01",)),
        ("calibration error=0.2", ()),
        ("date accuracy=0.5", ("date accuracy: applies to no question of this gold file",)),
    ],
)
def test_a_floor_is_the_worst_that_a_figure_may_be(stated, broken):
    assert broken_floors(REPORT, [stated_floor(stated)]) == broken


def test_a_floor_is_read_from_its_words():
    assert stated_floor("silence F1=.6") == Floor("silence F1", 0.6)


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("nonsense", "names no figure"),
        ("answer acuracy=0.8", "did you mean 'answer accuracy'"),
        ("answer accuracy=much", "'much' is no number"),
        ("answer accuracy", "did you mean 'answer accuracy'"),
    ],
)
def test_a_floor_that_is_none_is_told(stated, message):
    with pytest.raises(ReportError, match=message):
        stated_floor(stated)
