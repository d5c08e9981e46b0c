import pytest

from rag.dispute import Dispute, load_dispute
from rag.persons import first_person, persons
from rag.settings import seeds_folder

NOBODY = Dispute()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("What did Foreign Minister Ilse Brandt tell Tomas Horn?", "Ilse Brandt"),
        ("Ilse Brandt, Early years", "Ilse Brandt"),
        ("Moss was first charged in Tarvin.", "Moss"),
        ("While in the Air Force, Rosa Lind sat on a board.", "Rosa Lind"),
        ("Did the mayor say anything about Horn?", "Horn"),
        ("Gessin told reporters that “Paul Vries was never here”.", "Gessin"),
    ],
)
def test_the_person_spoken_of(text, named):
    assert persons(text, NOBODY)[0] == named


@pytest.mark.parametrize(
    "text",
    [
        "The talks were held in Port Sill on Friday.",
        "After the storm, Belmari troops left Tarvin.",
        "He said so. However, it was Monday.",
        "The World Trade Conference met at the Harbour Hotel.",
        "NATO and the EU were told in March.",
        "",
    ],
)
def test_places_bodies_and_openers_are_nobody(text):
    assert persons(text, NOBODY) == []


def test_a_side_is_nobody_but_its_speaker_is():
    seeds = load_dispute(seeds_folder() / "dispute.toml")
    asked = "Did Pakistan accept what Munir demanded?"
    assert persons(asked, seeds) == ["Munir"]
    assert persons("Did Rawalpindi reject what Kandahar demanded?", seeds) == []


def test_the_dispute_file_says_who_is_a_person(tmp_path):
    path = tmp_path / "dispute.toml"
    path.write_text("[[parties]]\nname = 'Kestria'\naliases = ['Dorvik']\nspeakers = ['Roos']")
    kestria = load_dispute(path)
    assert kestria.parties[0].aliases == ("Kestria", "Dorvik", "Roos")
    assert persons("Did Dorvik accept what Roos demanded?", kestria) == ["Roos"]


def test_a_name_of_the_new_question_is_not_the_person():
    said = ["Did Rosa Lind work for Horn?", "Tomas Horn was in office."]
    assert first_person(said, NOBODY, but="did she leave Horn") == "Rosa Lind"
    assert first_person(["Where?", ""], NOBODY) is None
