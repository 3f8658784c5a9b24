# SPDX-License-Identifier: BSD-3-Clause
"""What a measurement looks like: rows, their table, the same as JSON, and the configuration that was measured."""
import dataclasses
import json
import pathlib
import statistics
import textwrap

# Options that the platform, the architecture or the application's name already says.
IMPLIED = ("PLAT_", "ARCH_", "APP_HELLOWORLD", "LIB_CMDLINE_NAME", "WERROR")


@dataclasses.dataclass
class Row:
    """One quantity: ours, perhaps a peer's, in rounds that pair up, and the goal for ours or for the ratio.

    goal is ("<=" or ">=", limit, "value" or "ratio").
    """

    name: str
    unit: str
    ours: list
    theirs: list = dataclasses.field(default_factory=list)
    goal: tuple = None
    digits: int = 0

    @property
    def value(self):
        """Median of ours; None when one round had no result."""
        return median(self.ours)

    @property
    def peer(self):
        """Median of the peer's."""
        return median(self.theirs)

    @property
    def ratio(self):
        """Median of the ratios of each round: what drifts from round to round falls out."""
        if not self.theirs or None in self.ours or None in self.theirs:
            return None
        return statistics.median(mine / other for mine, other in zip(self.ours, self.theirs))

    @property
    def met(self):
        """True, False, or None where there is no goal or no result."""
        if not self.goal:
            return None
        sign, limit, which = self.goal
        reached = self.ratio if which == "ratio" else self.value
        if reached is None:
            return None
        return reached <= limit if sign == "<=" else reached >= limit

    def cells(self):
        """The row as text."""
        goal = ""
        if self.goal:
            sign, limit, which = self.goal
            goal = f"{sign} {limit:g} x" if which == "ratio" else f"{sign} {limit:,}"
            goal += {True: "  met", False: "  not met", None: ""}[self.met]
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return [self.name, self.unit, self._number(self.ours), self._number(self.theirs), ratio, goal]

    def _number(self, rounds):
        if not rounds:
            return ""
        return "none" if median(rounds) is None else f"{median(rounds):,.{self.digits}f}"

    def record(self):
        """The row for JSON, with every round."""
        goal = dict(zip(("sign", "limit", "of"), self.goal)) if self.goal else None
        return {
            **{"name": self.name, "unit": self.unit, "value": self.value, "peer": self.peer, "ratio": self.ratio},
            **{"goal": goal, "met": self.met, "rounds": self.ours, "peer_rounds": self.theirs},
        }


def median(rounds):
    """None when there is nothing, or a round failed."""
    return None if not rounds or None in rounds else statistics.median(rounds)


def table(rows, peer):
    """Aligned text; the columns of numbers to the right."""
    lines = [["", "", "Skerry", peer, "ratio", "goal"], *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(6)]
    sides = "<<>>><"
    padded = ([f"{cell:{sides[i]}{widths[i]}}" for i, cell in enumerate(line)] for line in lines)
    return "\n".join("  ".join(line).rstrip() for line in padded)


def configuration(folder):
    """(libraries, options) of a built image: all that holds, chosen or by default; a switch not named is off."""
    lines = (pathlib.Path(folder) / "config.mk").read_text(encoding="utf-8").splitlines()
    values = dict(line.split(" := ", 1) for line in lines if " := " in line)
    libraries = values.pop("libraries").split()
    names = {f"CONFIG_LIB_{library.upper()}" for library in libraries}
    options = {name.removeprefix("CONFIG_"): value for name, value in values.items() if name not in names}
    return libraries, {name: value for name, value in options.items() if not name.startswith(IMPLIED)}


def configuration_text(folder):
    """The same for people."""
    libraries, options = configuration(folder)
    words = [name if value == "y" else f"{name}={value}" for name, value in options.items()]
    return "\n".join(
        textwrap.fill(f"{title:10}{' '.join(these)}", 110, subsequent_indent=" " * 10, break_on_hyphens=False)
        for title, these in (("libraries", libraries), ("options", words))
    )


def save(path, **content):
    """Beside the image, for scripts."""
    pathlib.Path(path).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
