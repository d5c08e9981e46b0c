import platform

import psutil
import pytest

from index.errors import SettingsError
from rag.settings import load_settings
from ui.serving import Serving, hand_back_memory, start


@pytest.mark.parametrize("host", ["256.1.1.1", "192.0.2.1"])
def test_an_address_of_another_computer_is_refused_at_once(host):
    with pytest.raises(SettingsError, match="--host"):
        start(None, load_settings(), Serving(host=host, port=0))


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be asked")
def test_freed_memory_goes_back_to_the_system():
    process = psutil.Process()
    held = [bytearray(2000) for _ in range(60_000)]
    # What stands last keeps the library from giving back what was freed below it.
    last = held[-1]
    del held
    before = process.memory_info().rss
    hand_back_memory()
    assert last
    assert before - process.memory_info().rss > 50 * 2**20
