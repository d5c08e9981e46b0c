import platform

import psutil
import pytest

from ui.serving import hand_back_memory


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
