# SPDX-License-Identifier: BSD-3-Clause
"""Whether a lab leaves processes or folders behind."""
import os
import pathlib
import subprocess
import sys
import time

import emulator
import skerry

FOLDERS = os.pathsep.join(str(skerry.TREE / name) for name in ("support/lab", "support/run"))


def exists(pid):
    """A zombie is no process any more."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pid):
    """A process that somebody killed."""
    deadline = time.monotonic() + 20
    while exists(pid):
        assert time.monotonic() < deadline, f"process {pid} is left behind"
        time.sleep(0.05)


def check_killed_starter(script):
    """A process whose script makes a lab called lab is killed: the lab's machine goes, and its folder with the next."""
    script += "\nprint(lab.pid, lab.folder, flush=True)\nimport time; time.sleep(1000)\n"
    command, environment = [sys.executable, "-B", "-c", script], {**os.environ, "PYTHONPATH": FOLDERS}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as starter:
        pid, folder = starter.stdout.readline().split()
        assert exists(pid)
        starter.kill()
    wait_until_gone(pid)
    emulator.sweep()
    assert not os.path.exists(folder)
