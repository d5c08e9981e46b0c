from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from rag.asking import Asking, asking
from rag.questions import bare_question

# The pieces that the rules take off a question, in any number and order.
PIECES = st.sampled_from(
    ["Yes or no", "true or false", ":", "?", ",", "right?", "isn't it?", "Tell me if", "whether",
     "Confirm that", "please", "it", "leaks", "Kabul", "said", "so", " ", "“", "according to"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=8).map(" ".join) | st.text(max_size=60))
def test_any_text_asks_for_something(question):
    assert asking(question) in get_args(Asking)


def test_what_only_asks_for_a_yes_is_left_whole():
    assert bare_question(" Yes or no? ") == "Yes or no?"
    assert asking("Yes or no?") == "whether"
