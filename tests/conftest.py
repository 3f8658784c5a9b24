# SPDX-License-Identifier: BSD-3-Clause
"""Which tests run (--part, for `make test T=word`), fixtures, and the line that tells how to run a failing case alone."""
import os
import signal

import places
import pytest
import skerry

# In the build folder, where other trees' test runs do not clean up.
TEMPORARY = skerry.TREE / "build/tmp"
TEMPORARY.mkdir(parents=True, exist_ok=True)
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(TEMPORARY))

# `make test` hands its own flags down; the make that a test starts is not part of it.
for name in [name for name in os.environ if name.startswith("MAKE") or name == "MFLAGS"]:
    del os.environ[name]


def pytest_addoption(parser):
    parser.addoption("--part", default="", help="run the tests of one mark, or of all marks that start with it: xen")


def pytest_collection_modifyitems(config, items):
    choose_part(config, items)
    for item in items:
        # Tests of a module share what its fixtures make, so that one test process runs them.
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))


def choose_part(config, items):
    """Leave out what is not of the part that was asked for."""
    part = config.getoption("--part")
    if not part:
        return
    marks = [line.split(":")[0] for line in config.getini("markers")]
    known = [name for name in marks if name.isidentifier() and name not in ("tryfirst", "trylast")]
    wanted = {name for name in known if name == part or name.startswith(part)}
    if not wanted:
        raise pytest.UsageError(f"T={part}: no such part (known: {' '.join(known)})")
    chosen = [item for item in items if any(mark.name in wanted for mark in item.iter_markers())]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        # Several test processes put the group behind a name.
        name = item.nodeid.removesuffix(f"@{item.get_closest_marker('xdist_group').args[0]}")
        report.sections.append(("Run it alone", f"/usr/bin/python3 -m pytest '{name}'"))


class TooLong(Exception):
    """A test took longer than its limit."""


@pytest.fixture(autouse=True)
def time_limit(request):
    """No test hangs: 300 s, or the module's TIME_LIMIT."""
    seconds = getattr(request.module, "TIME_LIMIT", 300)

    def expire(_number, _frame):
        raise TooLong(f"longer than {seconds} s")

    previous = signal.signal(signal.SIGALRM, expire)
    signal.alarm(seconds)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


@pytest.fixture
def start():
    """skerry.start, ended after the test, and with what the image printed shown when the test fails."""
    started = []

    def run(*args, **kwargs):
        started.append(skerry.start(*args, **kwargs))
        return started[-1]

    yield run
    for running in started:
        running.stop()
        print(f"--- console of {' '.join(running.command_line)}\n{running.output}")


@pytest.fixture(scope="session")
def labs():
    """The labs that places name: labs["kvm"], labs["xen"]."""
    running = places.Labs()
    yield running
    running.close()


@pytest.fixture
def run(labs, start):
    """places.Runner: run(place, "helloworld", args=...) gives its end."""
    return places.Runner(labs, start)
