"""Questions to begin with, where no dispute is described."""

from rag.assistant import Assistant
from ui.examples import example_questions

ARTICLE = (
    "Quarry strike ends in Zanvoort\n\n3 March 2024\n\n"
    "ZANVOORT: The quarry workers of Zanvoort ended their strike after eleven weeks. "
    "Mara Velt, who leads the union, said wages rise by 6 percent. "
    "More than 400 workers were locked out in January.\n"
)


def test_examples_are_found_without_a_dispute_file(cache, tmp_path):
    (tmp_path / "quarry.txt").write_text(ARTICLE)
    assistant = Assistant.open(tmp_path)
    assert assistant.info().parties == ()
    offered = example_questions(assistant)
    assert offered
    assert all(assistant.ask(each).answered for each in offered)
