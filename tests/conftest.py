import os

import pytest

# Nothing in the tests may reach for a model hub, and a citation that fails a check is a bug.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ["BOTHSIDES_STRICT"] = "1"


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """The folder of default indexes, apart from the user's own."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["BOTHSIDES_CACHE"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def seeds(cache):
    """An assistant over the seed articles, as everyone gets it."""
    from rag.assistant import Assistant

    return Assistant.open()
