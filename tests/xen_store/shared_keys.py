# SPDX-License-Identifier: BSD-3-Clause
"""Keys below /skerry that the suite expects, and every guest may use."""

# Without a process for each name; and `xenstore-chmod -r` does not get through a list as long as this one.
_SCRIPT = r"""
xenstore-write /skerry/text "no number" /skerry/counter 0 /skerry/large "$(head -c 4000 /dev/zero | tr '\0' x)"
digits="0 1 2 3 4 5 6 7 8 9"
set --
for a in 0 1 2 3 4 5; do for b in $digits; do for c in $digits; do
    set -- "$@" /skerry/long/a-name-of-some-length-$a$b$c ""
done; done; done
xenstore-write "$@"
for key in "" /text /counter /large /long; do xenstore-chmod /skerry$key b0; done
"""


def make(lab):
    """In the store of a lab."""
    lab.must(_SCRIPT, 120)
