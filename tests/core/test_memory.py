# SPDX-License-Identifier: BSD-3-Clause
"""Too little memory: one clear line, and a status that is not 0. Of what is too little to be loaded, make run tells."""
import places
import pytest
import skerry

pytestmark = pytest.mark.core

# Stacks of a MiB: the image is loaded, and the main thread's fits, but not that of the second.
STACKS = {"STACK_SIZE": "1024"}
LITTLE = {"linuxu": "1M", "kvm": "3M"}


@pytest.mark.parametrize("place", places.some(lambda place: place.plat in LITTLE and not place.lab))
def test_too_little_for_a_thread(run, place):
    end = run(place, "core", memory=LITTLE[place.plat], **STACKS)
    assert end.console == "error: boot: stop_thread_start failed: not enough memory (12)\n"
    assert end.status not in (0, None)


@pytest.mark.parametrize("place", places.some(lambda place: place.plat == "linuxu"))
def test_too_little_for_the_heap_of_a_process(run, place):
    end = run(place, "helloworld", memory="255K")
    assert end.console == "skerry: linuxu.memory must be at least 256K, not 255K\n"
    assert end.status == 2


@pytest.mark.kvm
@pytest.mark.arm64
@pytest.mark.parametrize("memory", ["2M", "1M"])
def test_too_little_for_the_device_tree(start, memory):
    """QEMU itself refuses: it would lie beyond the end of memory."""
    with pytest.raises(AssertionError, match="QEMU failed.*\n.*Not enough space for DTB"):
        start(skerry.build("helloworld", "kvm", "arm64"), memory=memory).wait()
