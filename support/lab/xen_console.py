# SPDX-License-Identifier: BSD-3-Clause
"""What Xen prints, taken apart: its own log, the UART of each guest, and which guests have ended.

Without dom0 all of that comes out of one serial port. A guest's line has "DOMn: " before it, and comes when it is
complete, or in pieces of PIECE bytes. Only while a guest has the input, its output comes at once, and without its
name: only then could it print lines of others. (xen/arch/arm/vpl011.c, xen/drivers/char/console.c)
"""
import collections
import re

PIECE = 126
GUEST_LINE = re.compile(rb"\(XEN\) DOM(\d+): (.*)", re.DOTALL)
INPUT_LINE = re.compile(rb"(?:\(XEN\) )?(.*)\*\*\* Serial input to (?:Xen|DOM(\d+))\b", re.DOTALL)
# Of ends that Xen itself brings about: xen/common/domain.c, xen/common/sched/core.c
END_LINES = {
    "crash": re.compile(rb"\(XEN\) Domain (\d+) \(vcpu#\d+\) crashed"),
    "watchdog": re.compile(rb"\(XEN\) Watchdog timer fired for domain (\d+)"),
}
# What may come amidst a line of the guest that has the input.
OTHER_LINE = re.compile(
    rb"(?:\(XEN\) )?(.*?)((?:DOM|Domain |Watchdog timer fired for domain )(\d+)(?:: | \(vcpu|$).*)", re.DOTALL
)
# Of the answer to the key q: xen/common/keyhandler.c, dump_domains()
DUMP_LINE = re.compile(rb"\(XEN\) 'q' pressed")
DOMAIN_LINE = re.compile(rb"\(XEN\) General information for domain (\d+):")
VCPU_LINE = re.compile(rb"\(XEN\)  +pause_count=(\d+) pause_flags=")
NOTICE_LINE = re.compile(rb"\(XEN\) Notifying guest (\d+):\d+ ")


class Output:
    """What was read so far."""

    def __init__(self, path):
        self._path, self._rest, self._offset = path, b"", 0
        self._log, self._texts = [], collections.defaultdict(bytearray)
        self._dumped, self._paused = None, set()
        # The guest that has the input or None, and how many changes of that are to come: guests may print such lines.
        self.input, self.changes = None, 0
        self.reasons, self.ended, self.dumps = {}, set(), 0

    def update(self):
        """Read what is new."""
        with open(self._path, "rb") as file:
            file.seek(self._offset)
            data = file.read()
        self._offset += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._line(line.removesuffix(b"\r"))

    @property
    def log(self):
        """Xen's own lines."""
        return b"".join(self._log).decode(errors="replace")

    def text(self, guest):
        """What a guest has printed."""
        return self._texts[guest].decode(errors="replace").replace("\r\n", "\n")

    def _line(self, line):
        if match := GUEST_LINE.fullmatch(line):
            self._add_line(int(match[1]), match[2])
        elif self.changes and (match := INPUT_LINE.match(line)):
            self._change(match[1], match[2])
        elif self.input is not None:
            self._input_line(line)
        else:
            self._own_line(line)

    def _add_line(self, guest, text):
        self._texts[guest] += text + (b"" if len(text) == PIECE else b"\n")

    def _input_line(self, line):
        """Of the guest that has the input, or of another, or of Xen about another."""
        match = OTHER_LINE.fullmatch(line)
        if not match or int(match[3]) == self.input or int(match[3]) not in self._texts:
            self._texts[self.input] += line.removeprefix(b"(XEN) ") + b"\n"
            return
        self._texts[self.input] += match[1]
        other = b"(XEN) " + match[2]
        if guest := GUEST_LINE.fullmatch(other):
            self._add_line(int(guest[1]), guest[2])
        else:
            self._own_line(other)

    def _own_line(self, line):
        for reason, pattern in END_LINES.items():
            if match := pattern.match(line):
                self.reasons[int(match[1])] = reason
        if not self._is_dump(line):
            self._log.append(line + b"\n")

    def _change(self, before, guest):
        self.changes -= 1
        if self.input is not None:
            self._texts[self.input] += before
        self.input = guest and int(guest)

    def _is_dump(self, line):
        """A guest all of whose CPUs Xen keeps paused has ended; nobody else pauses one."""
        if DUMP_LINE.match(line):
            self._dumped, self._paused = -1, set()
        elif NOTICE_LINE.match(line):
            self._finish_dump()
            return True
        elif match := DOMAIN_LINE.match(line):
            self._dumped = int(match[1])
        elif self._dumped is not None and (match := VCPU_LINE.match(line)):
            self._paused.add((self._dumped, match[1] != b"0"))
        return self._dumped is not None

    def _finish_dump(self):
        """The first of the lines that follow the last domain's."""
        if self._dumped is not None:
            running = {guest for guest, paused in self._paused if not paused}
            self.ended = {guest for guest, _ in self._paused} - running
            self._dumped = None
            self.dumps += 1
