import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def doubles():
    """The injected doubles, which a script of their own shares with killed processes."""
    path = Path(__file__).with_name("crash_writer.py")
    spec = importlib.util.spec_from_file_location("crash_writer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def embedder(doubles):
    return doubles.HashingEmbedder()


@pytest.fixture
def corpus(tmp_path, doubles):
    folder = tmp_path / "corpus"
    doubles.write_corpus(folder, "one")
    return folder


class Processes:
    """Starts tasks of `crash_writer.py`, each in a process of its own."""

    def __init__(self, server, folder):
        self._server = server
        self._told = folder / "told.json"

    def start(self, task, folder, **details):
        """Start a task and return the number of its process."""
        self._told.unlink(missing_ok=True)
        line = {"task": task, "folder": str(folder), "told": str(self._told), **details}
        self._server.stdin.write(json.dumps(line) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())

    def finished(self, process):
        """Whether it has ended; the server never waits for it, so its number stays its own."""
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"

    def wait(self, process, seconds=60):
        """Wait for the end of a process and return what it told, None if it was killed."""
        until = time.monotonic() + seconds
        while not self.finished(process):
            assert time.monotonic() < until, "the process does not end"
            time.sleep(0.002)
        return json.loads(self._told.read_text()) if self._told.exists() else None


@pytest.fixture
def processes(tmp_path_factory):
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": str(here.parents[1])}
    home = tmp_path_factory.mktemp("processes")
    home.chmod(0o777)
    with subprocess.Popen(
        [sys.executable, str(here / "crash_writer.py")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    ) as server:  # fmt: skip
        yield Processes(server, home)
        server.stdin.close()
        server.terminate()


@pytest.fixture
def read_only():
    """Make a folder one that others than its owner may only read, and its parents passable."""

    def close(folder):
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        for parent in folder.parents[:-2]:
            parent.chmod(parent.stat().st_mode | 0o055)
        closed.append(folder)

    closed = []
    yield close
    for folder in closed:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
