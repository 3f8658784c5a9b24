# SPDX-License-Identifier: BSD-3-Clause
"""The Linux process seen from outside: console, exit status, signals, crash reports, idling, debugger."""
import os
import pty
import resource
import shutil
import signal
import subprocess
import time

import pytest
import skerry

pytestmark = [pytest.mark.linuxu, pytest.mark.core]

APP_DIR = skerry.TREE / "tests/linuxu/app"


@pytest.fixture(scope="module")
def image():
    """The application of this folder, from outside the tree's apps."""
    folder = skerry.BUILDS / "default"
    with skerry.locked(folder / "lock"):
        skerry.make(APP="process", APP_DIR=APP_DIR, PLAT="linuxu", O=folder)
    return skerry.Image(folder, "process", "linuxu", "x86_64")


def run(image, *args, timeout=20, **kwargs):
    """Run it to its end, standard input closed at once unless told otherwise."""
    kwargs.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run([image.path, *args], capture_output=True, text=True, timeout=timeout, check=False, **kwargs)


@pytest.mark.parametrize("status, seen", [(0, 0), (1, 1), (5, 5), (127, 127), (128, 1), (255, 127)])
def test_exit_status(image, status, seen):
    assert run(image, "--", "status", str(status)).returncode == seen


def test_arguments_come_as_they_are(image):
    words = ["a b", "", "it's", 'say "x"', "back\\slash", "tab\tnew\nline", "--", "x=y"]
    result = run(image, "log.level=1", "--", "arguments", *words)
    assert result.returncode == 0
    assert result.stdout == "".join(f"[{word}]\n" for word in words)


def test_command_line_too_long(image):
    result = run(image, "--", "arguments", "x" * 3000)
    assert result.returncode == 2
    assert "command line too long" in result.stderr and len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "value, message",
    [
        ("", "wants bytes"),
        ("12x", "wants bytes"),
        ("-1", "wants bytes"),
        ("99999999999999999999", "wants bytes"),
        ("99999999999G", "wants bytes"),
        ("0", "at least 256K"),
        ("4K", "at least 256K"),
        ("999999G", "the host refuses"),
    ],
)
def test_bad_memory(image, value, message):
    result = run(image, f"linuxu.memory={value}", "--", "status", "0")
    assert result.returncode == 2
    assert "linuxu.memory" in result.stderr and message in result.stderr and value in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_memory_option_after_dashes_is_the_applications(image):
    assert "[linuxu.memory=1]" in run(image, "--", "arguments", "linuxu.memory=1").stdout


@pytest.mark.parametrize("memory", ["256K", "1M", "4G"])
def test_memory_sizes(image, memory):
    assert run(image, f"linuxu.memory={memory}", "--", "status", "0").returncode == 0


def test_host_without_memory(image):
    limit = 32 << 20
    result = run(image, "--", "status", "0", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    assert result.returncode == 2 and "the host refuses so much memory: linuxu.memory=64M" in result.stderr


def test_input_from_a_pipe(image):
    result = run(image, "--", "echo", stdin=None, input="hello\n")
    assert result.stdout == "(hello\n)end 0\n"


def test_input_that_comes_late(image, start):
    guest = start(image, args="-- echo")
    time.sleep(0.3)
    guest.send("one")
    guest.wait_for(r"\(one\)")
    guest.send("two")
    guest.wait_for(r"\(two\)")


def test_input_at_its_end(image):
    assert run(image, "--", "echo").stdout == "end 0\n"


def test_closed_descriptors(image):
    shell = f'exec 0<&- 1>&- 2>&-; exec "{image.path}" -- echo'
    assert subprocess.run(["sh", "-c", shell], timeout=20, check=False).returncode == 0


def test_reader_goes_away(image):
    """No SIGPIPE: the image ends by itself."""
    result = subprocess.run(
        ["bash", "-c", f'"{image.path}" -- much 5000 | head -n 1; exit ${{PIPESTATUS[0]}}'],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert result.stdout.startswith("line 0") and result.returncode == 0


def test_reader_that_does_not_read(image):
    """Output is lost after a second, and the image goes on."""
    read, write = os.pipe()
    with subprocess.Popen([image.path, "--", "much", "5000"], stdin=subprocess.DEVNULL, stdout=write) as process:
        assert process.wait(20) == 0
    os.close(read)
    os.close(write)


def test_output_that_does_not_block(image):
    """Somebody made our pipe non-blocking: everything arrives all the same."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    with subprocess.Popen([image.path, "--", "much", "5000"], stdin=subprocess.DEVNULL, stdout=write) as process:
        os.close(write)
        with os.fdopen(read) as file:
            time.sleep(0.2)
            assert len(file.readlines()) == 5000
        assert process.wait(20) == 0


def test_terminal_stays_as_it_was(image):
    ours, theirs = pty.openpty()
    before = subprocess.run(["stty", "-a"], stdin=theirs, capture_output=True, check=True).stdout
    with subprocess.Popen([image.path, "--", "echo"], stdin=theirs, stdout=theirs) as process:
        os.write(ours, b"hi\n")
        text = b""
        while b"(hi" not in text:
            text += os.read(ours, 100)
        os.write(ours, b"\x04")
        assert process.wait(20) == 0
    assert subprocess.run(["stty", "-a"], stdin=theirs, capture_output=True, check=True).stdout == before
    assert os.get_blocking(theirs)
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_cleanly(image, start, number):
    guest = start(image, args="-- wait")
    guest.wait_for("waiting")
    guest.signal(number)
    assert guest.wait() == 0


def test_signals_work_though_the_parent_blocked_them(image):
    mask = {signal.SIGINT}
    process = subprocess.Popen(
        [image.path, "--", "wait"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, mask),
    )  # fmt: skip
    with process:
        assert process.stdout.readline() == b"waiting\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_second_signal_ends_a_hanging_image(image, start):
    guest = start(image, args="-- hang")
    guest.wait_for("hanging")
    guest.signal(signal.SIGINT)
    time.sleep(0.2)
    assert guest.running
    guest.signal(signal.SIGINT)
    assert guest.wait() == 128 + signal.SIGINT


@pytest.mark.parametrize(
    "action, reason, function, thread",
    [
        ("fault", "page fault (SIGSEGV), address 0x123000", "write_to", "main"),
        ("illegal", "illegal instruction (SIGILL)", "illegal", "main"),
        ("overflow", "stack overflow", "recurse", "main"),
        ("thread-overflow", "stack overflow", "recurse", "deep"),
        ("assert", "assertion failed: argv[0]", "fail_assertion", "main"),
    ],
)
def test_crash_report(image, action, reason, function, thread):
    result = run(image, "--", action)
    lines = result.stdout.splitlines()
    assert result.returncode == 127
    assert lines[1].startswith(f"CRASH: {reason}")
    assert lines[2].startswith("process on linuxu-x86_64")
    assert any(line.startswith("rip ") for line in lines) == (action != "assert")
    assert any(line.startswith(f"thread: {thread},") for line in lines)
    backtrace = result.stdout[result.stdout.index("backtrace") :]
    assert f" {function}" in backtrace
    # Not the function behind one that ends in a call.
    assert "linuxu_fail" not in backtrace


def test_crash_while_reporting_ends(image):
    result = run(image, "--", "crash-twice")
    assert result.returncode == 127
    assert "CRASH: first crash" in result.stdout
    assert result.stdout.endswith("crashed again while reporting\n")


@pytest.fixture
def fifo(tmp_path):
    """A path for bytes from us to the image."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path


def test_host_file_wakes_a_thread(image, start, fifo):
    guest = start(image, args=f"-- follow {fifo}")
    guest.wait_for("open")
    with open(fifo, "wb", buffering=0) as file:
        for word in (b"one", b"two"):
            file.write(word)
            guest.wait_for(rf"\({word.decode()}\)")
    guest.wait_for("end 0")
    assert guest.wait() == 0


def test_host_file_interrupts_a_thread_that_computes(image, start, fifo):
    guest = start(image, args=f"-- compute {fifo}")
    guest.wait_for("open")
    time.sleep(0.2)
    fifo.open("wb").write(b"x")
    guest.wait_for("ready", timeout=5)


def cpu_seconds(command):
    """User and system time of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=20, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_idling_does_not_spin(image):
    assert cpu_seconds([image.path, "--", "sleep", "2000"]) < 0.1


def test_sleep_is_on_time(image):
    slept = int(run(image, "--", "sleep", "300").stdout.split()[1])
    assert 300 <= slept < 1000


def test_threads_sleep_and_wake(image):
    assert run(image, "--", "sleepers", "20").stdout == "all slept\n"


def test_timer_interrupts_a_thread_that_computes(image):
    words = run(image, "--", "spin", "500").stdout.split()
    assert words[0] == "ticks" and int(words[1].rstrip(",")) >= 10
    assert words[2:] == ["errors", "0"]


@pytest.mark.parametrize("action, most", [("sleep 50", 1), ("sleepers 5", 10)])
def test_sleeping_seldom_sets_the_hosts_timer(image, action, most):
    """Only when another thread runs meanwhile, once for all that sleep: here a new thread, 10 threads 5 times."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    result = subprocess.run(
        ["strace", "-e", "trace=timer_settime,ppoll", image.path, "--", *action.split()],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    if "ppoll(" not in result.stderr:
        pytest.skip("strace cannot trace here")
    assert result.stderr.count("timer_settime(") <= most


def gdb(image, *commands):
    """What gdb says."""
    if not shutil.which("gdb"):
        pytest.skip("gdb is not installed")
    words = [word for command in ("set pagination off", *commands) for word in ("-ex", command)]
    return subprocess.run(
        ["gdb", "-q", "-nx", "-batch", *words, image.debug],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False, cwd=skerry.TREE,
    ).stdout  # fmt: skip


@pytest.mark.debug
def test_gdb_sees_source_and_symbols(image):
    text = gdb(image, "break write_to", "run -- fault", "bt", "up", "list")
    assert "in fault" in text
    assert "main.c:" in text
    assert "write_to((volatile int *)0x123000);" in text


@pytest.mark.debug
@pytest.mark.parametrize(
    "action, place, functions",
    [
        ("sleep 100", "ukplat_idle", ["ukplat_idle", "uk_sched_switch", "uk_thread_block"]),
        # Through the frame that the signal handler made, which is "<signal handler called>" to gdb.
        ("spin 100", "tick", ["tick", "ukplat_events_deliver", "called>", "spin_milliseconds"]),
        # The outermost frame of a thread.
        ("sleepers 1", "sleep_in_steps", ["sleep_in_steps", "uk_sched_thread_start", "context_start"]),
    ],
)
def test_gdb_unwinds(image, action, place, functions):
    # The first tick comes when the timer is armed, the second interrupts.
    second = ["ignore 1 1"] if place == "tick" else []
    commands = ["handle SIGALRM nostop noprint pass", f"break {place}", *second, f"run -- {action}", "bt"]
    frames = [line.split("(")[0].split()[-1] for line in gdb(image, *commands).splitlines() if line.startswith("#")]
    positions = [frames.index(function) for function in functions]
    assert positions == sorted(positions)
    assert frames[-1] in ("main", "linuxu_run_on", "context_start")
