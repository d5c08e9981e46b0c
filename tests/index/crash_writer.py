"""Work in processes of their own, which a test may kill, and an embedder without a model.

Run as a script it reads one task a line, as JSON. It forks a process for each, which spares
that one the imports, prints its number, and lets it write what came of it into a file.
FAISS's threads do not survive a fork: this process itself never uses them.
"""

import hashlib
import importlib
import itertools
import json
import os
import resource
import signal
import sys
from pathlib import Path

import numpy as np


class HashingEmbedder:
    """Each word is a fixed random direction; a text is the sum of its words'."""

    def __init__(self, name="hashing", dimension=32):
        self.name = name
        self.dimension = dimension
        self.embedded = []

    def passages(self, texts, *, on_batch=None):
        self.embedded.extend(texts)
        rows = [self.question(text) for text in texts]
        if on_batch:
            on_batch(len(texts))
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)

    def question(self, text):
        total = np.full(self.dimension, 1e-6, dtype=np.float32)
        for word in text.lower().split():
            seed = hashlib.sha256(word.encode("utf-8", "replace")).digest()[:4]
            total += np.random.default_rng(int.from_bytes(seed, "big")).standard_normal(
                self.dimension, dtype=np.float32
            )
        return total / np.linalg.norm(total)


def write_corpus(folder, version, articles=12):
    """Articles that all name the version and their number, half of them only in one version."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(articles):
        name = folder / f"article{number}.txt"
        stamp = version if number % 2 else "steady"
        name.write_text(
            f"Council {number} votes on the border road\n\n"
            f"The council of district {number} voted on the road in release {stamp}. "
            f"Its members said that {number} bridges were open, and release {stamp} stands.\n\n"
            f"Traders asked for more lorries after release {stamp}, an official said.\n",
            encoding="utf-8",
        )


def build_once(task):
    from index.building import build

    dispute = task.get("dispute", "")
    build(Path(task["corpus"]), Path(task["folder"]), HashingEmbedder(), dispute=dispute)
    return "done"


def build_for_ever(task):
    for version in itertools.count(1):
        write_corpus(Path(task["corpus"]), f"r{version}")
        build_once(task)


def build_without_room(task):
    """Build where no file may grow beyond `room` bytes, which stands in for a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (task["room"], task["room"]))
    return build_once(task)


def search_as_nobody(task):
    """What a search finds for a user who may write nowhere in the folder."""
    from index.searching import open_index

    if os.getuid() == 0:
        os.setuid(65534)
    index = open_index(Path(task["folder"]), HashingEmbedder())
    return [[hit.passage.text, hit.score] for hit in index.search(task["question"]).hits]


def _serve():
    for module in ("index.building", "index.searching"):
        importlib.import_module(module)
    for line in sys.stdin:
        task = json.loads(line)
        child = os.fork()
        if child:
            print(child, flush=True)
            continue
        try:
            told = globals()[task["task"]](task)
        except BaseException as problem:
            told = f"{type(problem).__name__}: {problem}"
        Path(task["told"]).write_text(json.dumps(told))
        os._exit(0)


if __name__ == "__main__":
    _serve()
