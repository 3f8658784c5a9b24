# SPDX-License-Identifier: BSD-3-Clause
"""Where images run: one line for each machine, and one way to start an image on any of them.

    @pytest.mark.parametrize("place", places.EVERYWHERE)
    def test_says_hello(run, place):
        end = run(place, "helloworld", args="-- one two")
        assert (end.status, end.console) == (0, "Hello, world!\\n")

A guest of a lab shares the lab's machine with every other one of the session: it is booted once for each test process.
"""
import contextlib
import dataclasses
import itertools
import re

import dom0less_lab
import kvm_lab
import pytest
import skerry
import xen_lab

SOURCES = {
    **{"bare": "tests/boot_kvm/app", "core": "tests/core/app"},
    **{"peer": "tests/xen/app", "unit": "tests/unit/app"},
}
CRASHED = 127
# The platform's own last line, where nobody else can be told.
TOLD = re.compile(r"xen: exit status \d+\n\Z")
# Labs whose machine takes guests while it runs.
SHARED = ("kvm", "xen", "xen-arm")
# Seconds of a lab; longer than a session.
LIFE = 3000


@dataclasses.dataclass(frozen=True)
class Place:
    """A machine: its name, the image's platform and architecture, and how it is started.

    lab is the lab that it is a guest in, or None; options are those of skerry.start(), or of that lab.
    """

    name: str
    plat: str
    arch: str = "x86_64"
    lab: str = None
    options: dict = dataclasses.field(default_factory=dict, hash=False)

    @property
    def marks(self):
        """Parts of `make test T=` that it belongs to; guests that share a lab's machine stay in one test process."""
        xen = "xen_arm" if self.arch == "arm64" else "xen_x86"
        names = [xen if self.plat == "xen" else self.plat, *(["arm64"] if self.arch == "arm64" else [])]
        marks = [getattr(pytest.mark, name) for name in names]
        return [*marks, *([pytest.mark.xdist_group(self.lab)] if self.lab in SHARED else [])]


PLACES = [
    Place("linuxu-x86_64", "linuxu"),
    Place("linuxu-arm64", "linuxu", "arm64"),
    Place("kvm-pc", "kvm", options={"machine": "pc"}),
    Place("kvm-q35-max", "kvm", options={"machine": "q35", "extra": ["-cpu", "max"]}),
    Place("kvm-microvm", "kvm", options={"machine": "microvm"}),
    Place("kvm-microvm-modern", "kvm", options={"machine": "microvm-modern"}),
    Place("kvm-virt", "kvm", "arm64", options={"machine": "virt"}),
    Place("kvm-virt-gic3", "kvm", "arm64", options={"machine": "virt-gic3"}),
    Place("kvm-virt-max", "kvm", "arm64", options={"machine": "virt-max"}),
    Place("kvm-virt-el2", "kvm", "arm64", options={"machine": "virt-el2"}),
    Place("kvm-virt-el2-gic2", "kvm", "arm64", options={"machine": "virt-el2-gic2"}),
    Place("real-kvm-pc", "kvm", lab="kvm", options={"machine": "pc"}),
    Place("real-kvm-microvm", "kvm", lab="kvm", options={"machine": "microvm"}),
    Place("xen-pv", "xen", lab="xen", options={"type": "pv"}),
    Place("xen-pvh", "xen", lab="xen", options={"type": "pvh"}),
    Place("xen-arm-xl", "xen", "arm64", lab="xen-arm"),
    Place("xen-arm-alone", "xen", "arm64", lab="dom0less", options={"gic": 3}),
    Place("xen-arm-alone-gic2", "xen", "arm64", lab="dom0less", options={"gic": 2}),
    Place("xen-arm-alone-told", "xen", "arm64", lab="dom0less", options={"enhanced": True}),
]


def some(chosen=lambda place: True):
    """Places as parameters of a test: those for which chosen(place) holds."""
    return [pytest.param(place, id=place.name, marks=place.marks) for place in PLACES if chosen(place)]


EVERYWHERE = some()
# Where what another machine of the same platform shows need not be shown again: a place for each platform and mode.
TYPICAL = some(lambda place: place.name in (
    *("linuxu-x86_64", "linuxu-arm64", "kvm-pc", "kvm-virt", "real-kvm-microvm"),
    *("xen-pv", "xen-pvh", "xen-arm-xl", "xen-arm-alone"),
))  # fmt: skip


@dataclasses.dataclass
class End:
    """How a run ended: the image's exit status, what it printed, and on Xen the reason of the domain's end."""

    status: int
    console: str
    reason: str = None


class Labs:
    """The labs' machines, each booted when it is first asked for."""

    def __init__(self):
        self._stack, self._running = contextlib.ExitStack(), {}

    def __getitem__(self, name):
        lab = self._running.get(name)
        if lab is None or not lab.running:
            self._running[name] = lab = self._stack.enter_context(_start_lab(name))
        return lab

    def close(self):
        """End them all."""
        self._stack.close()


def _start_lab(name):
    """A lab that lives as long as the tests may."""
    if name == "kvm":
        return kvm_lab.start(life=LIFE)
    return xen_lab.start(arch="arm64" if name == "xen-arm" else "x86_64", life=LIFE)


def build(place, app, **options):
    """The image of an application, in apps/ or one of SOURCES, for a place."""
    source = str(skerry.TREE / SOURCES[app]) if app in SOURCES else None
    return skerry.build(app, place.plat, place.arch, source=source, **options)


class Runner:
    """Runs images to their end."""

    _numbers = itertools.count()

    def __init__(self, labs, start):
        self._labs, self._start = labs, start

    # pylint: disable-next=too-many-arguments
    def __call__(self, place, app, *, args="", memory=None, timeout=120, **options):
        """Run an application at a place; options are Kconfig's. memory is such as "64M"."""
        image = build(place, app, **options)
        starters = {None: self._plain, "kvm": self._kvm, "dom0less": self._dom0less}
        starter = starters.get(place.lab, self._xen)
        return starter(place, image, args, memory, timeout)

    def _plain(self, place, image, args, memory, timeout):
        running = self._start(image, args=args, memory=memory, **place.options)
        return End(running.wait(timeout), running.output)

    def _kvm(self, place, image, args, memory, timeout):
        guest = self._labs["kvm"].boot(image.path, args=args, memory=memory or "64M", **place.options)
        return End(guest.wait(timeout), guest.console)

    @staticmethod
    def _dom0less(place, image, args, memory, timeout):
        mebibytes = int(memory.rstrip("M")) if memory else 32
        options = dict(place.options)
        machine = {key: options.pop(key) for key in ("gic", "cpu") if key in options}
        domain = dom0less_lab.Domain(image.path, memory=mebibytes, args=args, **options)
        with dom0less_lab.start({place.name: domain}, **machine) as lab:
            reason, status = lab[place.name].wait(timeout)
            return End(status, TOLD.sub("", lab[place.name].console), reason)

    def _xen(self, place, image, args, memory, timeout):
        name = f"{place.name}-{next(self._numbers)}"
        mebibytes = int(memory.rstrip("M")) if memory else 32
        guest = self._labs[place.lab].create(name, image.path, args=args, memory=mebibytes, **place.options)
        try:
            reason, status = guest.wait(timeout)
            return End(status, guest.console, reason)
        finally:
            guest.destroy()
