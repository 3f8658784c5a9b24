# SPDX-License-Identifier: BSD-3-Clause
"""support/gdb: threads and memory of an image seen through gdb, and crash reports decoded."""
import os
import re
import shlex
import shutil
import subprocess
import sys

import places
import pytest
import skerry

pytestmark = [pytest.mark.debug]

COMMANDS = ["skerry memory", "skerry threads", "frame function threads_wait"]
HERE = places.some(lambda place: place.name in ("linuxu-x86_64", "linuxu-arm64", "kvm-pc", "kvm-virt"))
LINUXU = pytest.param(places.PLACES[0], marks=places.PLACES[0].marks)


def words_of(commands):
    """As arguments of gdb."""
    return ["-batch", *(word for command in ("set pagination off", *commands) for word in ("-ex", command))]


def under_gdb(place, *commands):
    """What gdb says, started as `make gdb` does, with the application that ends in threads_wait()."""
    gdb = "gdb-multiarch" if place.arch == "arm64" else "gdb"
    if not shutil.which(gdb):
        pytest.skip(f"{gdb} is not installed")
    image = places.build(place, "core")
    environment = {
        **skerry.ENVIRONMENT, "APP": "core", "PLAT": place.plat, "ARCH": place.arch, "ARGS": "-- wait_in_many_ways",
        "DEBUG": "gdb", "GDB_ARGS": shlex.join(words_of(commands)),
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-B", "support/run/run.py", str(image.path)], cwd=skerry.TREE, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=200, check=False,
    ).stdout  # fmt: skip


def stop_in_threads_wait(place):
    """Commands; a guest is there before its first instruction."""
    native = place.plat == "linuxu" and place.arch == "x86_64"
    return ["break threads_wait", "run"] if native else ["hbreak threads_wait", "continue"]


def threads_of(text):
    """By name: the first line and the functions of the backtrace."""
    parts = re.split(r"^(\w+): ", text, flags=re.MULTILINE)
    return {
        name: (part.splitlines()[0], re.findall(r"^    #\d+ +0x\w+ (\w+) \(\S+:\d+\)$", part, re.MULTILINE))
        for name, part in zip(parts[1::2], parts[2::2])
    }


def check_threads(text):
    threads = threads_of(text)
    assert "7 threads" in text, text
    assert threads["main"][0] == "running" and threads["main"][1][:2] == ["threads_wait", "wait_in_many_ways"], text
    for name, reason, function in (
        ("sleeper", r"blocked, sleeps until 36\d\d\.\d{6} s", "uk_thread_sleep_until"),
        ("locker", "blocked, waits for mutex held, held by main", "uk_mutex_lock_slow"),
        ("taker", r"blocked, waits for lock empty, until 36\d\d\.\d{6} s at the latest", "uk_lock_wait"),
        ("joiner", "blocked, waits for the end of sleeper", "uk_thread_join"),
    ):
        line, functions = threads[name]
        assert re.fullmatch(reason, line), text
        assert functions[:2] == ["uk_sched_switch", "uk_thread_block"] and function in functions, text
        assert functions[-2:] == ["uk_sched_thread_start", "context_start"], text
    assert threads["fresh"] == ("ready", []) and "begins with never_run\n    not started yet" in text, text


def check_idling(text):
    """After the last thread has ended: the processor has its stack, and main waits, too."""
    threads = threads_of(text)
    line, functions = threads["fresh"]
    assert line == "exited; its processor idles on its stack" and functions[0] == "ukplat_idle", text
    assert functions[-3:] == ["uk_thread_exit", "uk_sched_thread_start", "context_start"], text
    line, functions = threads["main"]
    assert line.startswith("blocked, sleeps until ") and "wait_in_many_ways" in functions, text


def check_memory(text):
    assert "allocator tlsf at 0x" in text
    figures = {name: int(value) for name, value in re.findall(r"^    (\w+) +(\d+)$", text, re.MULTILINE)}
    blocks, free, largest = map(int, re.search(r"(\d+) free blocks of (\d+) bytes in all, the largest of (\d+)", text).groups())
    assert 0 < figures["used"] <= figures["peak"] <= figures["total"] and figures["failures"] == 0
    assert blocks > 0 and 0 < largest <= free < figures["total"]


@pytest.mark.parametrize("place", HERE)
def test_threads_and_memory(place):
    native = "break ukplat_idle" if place.arch == "x86_64" and place.plat == "linuxu" else "hbreak ukplat_idle"
    idle = ["echo IDLE\\n", native, "continue", "skerry threads"]
    text, idling = under_gdb(place, *stop_in_threads_wait(place), *COMMANDS, *idle).split("IDLE\n")
    check_memory(text)
    check_threads(text)
    # The real registers are as they were.
    assert re.search(r"^#0 +threads_wait \(\)", text.split("7 threads")[1], re.MULTILINE)
    check_idling(idling)


@pytest.mark.kvm
def test_make_gdb_before_the_first_instruction():
    """Nothing is mapped yet: one line each. QEMU ends with gdb, and its socket goes."""
    image = places.build(places.PLACES[2], "core")
    before = set(os.listdir("/tmp"))
    text = skerry.make(
        "gdb", APP="core", APP_DIR=places.SOURCES["core"], PLAT="kvm", ARCH="x86_64", O=image.folder.parents[1],
        GDB_ARGS=shlex.join(words_of(["skerry threads", "skerry memory"])), check=False,
    ).stdout  # fmt: skip
    assert len(re.findall(r"^skerry: Cannot access memory at address 0xf\w+$", text, re.MULTILINE)) == 2, text
    assert "Traceback" not in text and "Python Exception" not in text
    assert not {name for name in set(os.listdir("/tmp")) - before if name in text}


THREAD = "((struct uk_thread *) ((char *) all_threads.next->next - (long) &((struct uk_thread *) 0)->all_link))"


@pytest.mark.parametrize("place", [LINUXU])
def test_corrupt_memory_is_told_in_a_line(place):
    text = under_gdb(
        place, "skerry threads", *stop_in_threads_wait(place),
        f"set var {THREAD}->context.sp = 0x10",
        f"set var {THREAD}->name[0] = 27",
        "set var all_threads.next->next->next->next->next = 0x8",
        "set var uk_sched_main_thread.state = 77",
        "skerry threads",
        "set var all_threads.next->next->next = all_threads.next",
        "skerry threads",
        "set var all_threads.next = 0",
        "skerry threads",
        "set var default_alloc->stats.used = 1234567",
        "set var default_alloc->name = (char *) 1",
        "skerry memory",
        "set var default_alloc = (struct uk_alloc *) 0x10",
        "skerry memory",
        "skerry threads please",
        "bt 1",
    )  # fmt: skip
    assert "skerry: the image is not running" in text
    assert "main: corrupt state 77" in text and "?top: blocked" in text, text
    assert "(no more: Cannot access memory at address 0x18)" in text, text
    # What was found before the trouble is shown.
    assert "locker: blocked" in text and "taker:" not in text, text
    assert len(re.findall(r"^skerry: corrupt list: 0x\w+ follows 0x\w+, but says", text, re.MULTILINE)) == 1, text
    assert len(re.findall(r"^skerry: Cannot access memory at address 0x\w+$", text, re.MULTILINE)) == 3, text
    assert "used         1234567" in text and "skerry: takes no argument: please" in text
    assert "Traceback" not in text and "Python Exception" not in text, text
    assert re.search(r"^#0  threads_wait", text, re.MULTILINE)


def decode(image, report):
    """Status and output."""
    result = subprocess.run(
        ["support/gdb/decode", str(image)], cwd=skerry.TREE, input=report, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return result.returncode, result.stdout.decode() + result.stderr.decode()


@pytest.mark.parametrize("place", HERE)
def test_decode_says_where(run, place):
    """Return addresses, inlined functions, and what a console adds. A fault is decoded everywhere by tests/core."""
    image = places.build(place, "core").debug
    report = run(place, "core", args="-- end_by_abort").console
    status, text = decode(image, report.replace("\n", "\r\n").encode())
    assert status == 0
    source = (skerry.TREE / "tests/core/app/endings.c").read_text().splitlines()
    line = source.index("\tabort();") + 1
    for told in (
        rf"^  0x\w+ end_by_abort\+0x\w+\n      end_by_abort at tests/core/app/endings.c:{line}$",
        r"^      end at tests/core/app/main.c:\d+\n      main at tests/core/app/main.c:\d+$",
    ):
        assert re.search(told, text, re.MULTILINE), text
    logged = "".join(f"(XEN) [{number:4}.123456] (d1) {line}\n" for number, line in enumerate(report.splitlines()))
    assert decode(image, logged.encode())[1].count("      end_by_abort at ") == 1


@pytest.fixture(name="reported", scope="module")
def fixture_reported():
    """An image and a report of its."""
    image = places.build(places.PLACES[0], "core")
    command = [image.path, "--", "crash_in_a_thread"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=60, check=False)
    return image, done.stdout


@pytest.mark.linuxu
def test_decode_refuses_what_it_cannot_decode(reported, tmp_path):
    """One line each."""
    image, report = reported
    assert decode(image.debug, report)[0] == 0
    crash = re.search(rb"0x(\w+) crash\+", report)
    moved = report.replace(crash[0], b"0x%x crash+" % (int(crash[1], 16) + 4))
    broken = tmp_path / "broken.dbg"
    broken.write_bytes(image.debug.read_bytes()[:5000])
    for file, text, message in (
        (image.debug, b"", "no crash report's backtrace on standard input"),
        (image.debug, os.urandom(20000), "no crash report's backtrace on standard input"),
        (image.debug, moved, "is of another build than .*: crash is elsewhere"),
        (image.debug, report.replace(b" crash+", b" splash+"), "is of another build than .*: splash is elsewhere"),
        (image.path, report, "no ukplat_image_start"),
        (tmp_path / "missing", report, "No such file or directory"),
        (broken, report, "."),
        (__file__, report, "is no image of x86-64 or Arm64 with symbols"),
    ):
        status, said = decode(file, text)
        assert status == 1 and re.fullmatch(rf"decode: .*{message}.*\n", said), (file, said)


@pytest.mark.linuxu
def test_decode_takes_addresses_that_are_nowhere(reported):
    image, report = reported
    status, said = decode(image.debug, report + b"  0xffffffffffffffff\n  0x0\n  0x1\n")
    assert status == 0 and said.count("      not in the image\n") == 3
