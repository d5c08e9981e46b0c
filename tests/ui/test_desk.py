import pytest

from index.errors import QuestionError
from rag.settings import load_settings
from ui.conversations import Store
from ui.desk import Desk
from ui.guarding import RateLimit
from ui.workspaces import Workspaces


def test_judgements_and_exports_count_as_requests(cache):
    desk = Desk(Workspaces(None, load_settings(), shared=False), RateLimit(2), 2000)
    (store,) = list(desk.answer(Store("v"), "Who is Munir?", "a reader"))[-1:]
    assert desk.judge(store, 0, None, "a reader")
    with pytest.raises(QuestionError, match="too many requests"):
        desk.judge(store, 0, True, "a reader")
    with pytest.raises(QuestionError, match="too many requests"):
        desk.export(store, "a reader")
    assert all(path.is_file() for path in desk.export(store, "another"))
