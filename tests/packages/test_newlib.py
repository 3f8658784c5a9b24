# SPDX-License-Identifier: BSD-3-Clause
"""newlib as it is built for Skerry: Linux's numbers and layouts, no red zone, no libgcc, no paths."""
import pathlib
import re
import subprocess

import pytest

pytestmark = pytest.mark.core

TREE = pathlib.Path(__file__).resolve().parents[2]
OVERLAY = TREE / "lib/libc_newlib/overlay"
GCC = "x86_64-linux-gnu-gcc"
HEADERS = ("errno.h fcntl.h poll.h signal.h sys/stat.h sys/select.h sys/socket.h sys/uio.h sys/ioctl.h netinet/in.h "
           "netinet/tcp.h arpa/inet.h netdb.h net/if.h time.h stddef.h").split()
CLOCKS = "REALTIME MONOTONIC MONOTONIC_RAW REALTIME_COARSE MONOTONIC_COARSE BOOTTIME".split()
# Ours are the kernel's, where glibc keeps two for itself, or have no value.
NOT_COMPARED = {"SIGRTMIN", "IN6ADDR_ANY_INIT", "IN6ADDR_LOOPBACK_INIT"}
TYPES = ("dev_t ino_t nlink_t mode_t uid_t gid_t off_t blksize_t blkcnt_t fsblkcnt_t fsfilcnt_t clockid_t clock_t "
         "time_t suseconds_t pid_t id_t key_t ssize_t nfds_t socklen_t sa_family_t in_port_t in_addr_t").split()
STRUCTS = {
    "struct stat": "st_dev st_ino st_nlink st_mode st_uid st_gid st_rdev st_size st_blksize st_blocks st_atim st_mtim "
                   "st_ctim",
    "struct flock": "l_type l_whence l_start l_len l_pid",
    "struct timespec": "tv_sec tv_nsec",
    "struct timeval": "tv_sec tv_usec",
    "struct pollfd": "fd events revents",
    "struct iovec": "iov_base iov_len",
    "struct msghdr": "msg_name msg_namelen msg_iov msg_iovlen msg_control msg_controllen msg_flags",
    "struct cmsghdr": "cmsg_len cmsg_level cmsg_type",
    "struct sockaddr": "sa_family sa_data",
    "struct sockaddr_storage": "ss_family",
    "struct sockaddr_in": "sin_family sin_port sin_addr",
    "struct sockaddr_in6": "sin6_family sin6_port sin6_flowinfo sin6_addr sin6_scope_id",
    "struct linger": "l_onoff l_linger",
    "struct ip_mreq": "imr_multiaddr imr_interface",
    "struct ipv6_mreq": "ipv6mr_multiaddr ipv6mr_interface",
    "struct addrinfo": "ai_flags ai_family ai_socktype ai_protocol ai_addrlen ai_addr ai_canonname ai_next",
    "struct winsize": "ws_row ws_col ws_xpixel ws_ypixel",
    "fd_set": "",
}
# What libc.a leaves to the glue; the system calls have the names and meaning of POSIX.
LEFT_TO_GLUE = set(
    "_exit close execve fcntl fork fstat getentropy getpid gettimeofday isatty kill link lseek mkdir open read sbrk "
    "sigprocmask stat times unlink wait write "
    "_malloc_r _free_r _calloc_r _realloc_r malloc free calloc realloc posix_memalign "
    "regcomp regexec regfree _init _fini __preinit_array_start __preinit_array_end __init_array_start "
    "__init_array_end __fini_array_start __fini_array_end _GLOBAL_OFFSET_TABLE_".split())


def output(*command):
    return subprocess.run(command, check=True, text=True, capture_output=True, timeout=600).stdout


@pytest.fixture(scope="module")
def newlib():
    return pathlib.Path(output(TREE / "support/packages/build.sh", "newlib", "x86_64").strip())


def compile_for_newlib(newlib, source):
    own = output(GCC, "-print-file-name=include").strip()
    subprocess.run([GCC, "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-nostdinc", "-isystem",
                    newlib / "include", "-isystem", own, "-fsyntax-only", source], check=True, timeout=60)


def expressions():
    """Every constant that the overlay defines, and every size and offset that the kernel sees."""
    text = "\n".join(path.read_text() for path in sorted(OVERLAY.rglob("*.h")))
    names = set(re.findall(r"^#define ([A-Z][A-Z0-9_]*)[ \t]+[^ \t\n]", text, re.M))
    names |= {f"CLOCK_{clock}" for clock in CLOCKS} | {"TIMER_ABSTIME"}
    for name in sorted(names - NOT_COMPARED):
        yield name, name
    for kind in TYPES:
        yield None, f"sizeof({kind})"
        yield None, f"(({kind})-1 < ({kind})1)"
    for struct, members in STRUCTS.items():
        yield None, f"sizeof({struct})"
        for member in members.split():
            yield None, f"offsetof({struct}, {member})"
            yield None, f"sizeof((({struct} *)0)->{member})"


def linux_values(tmp_path):
    """The expressions' values under this machine's own headers, which are Linux's."""
    lines = [f"#include <{header}>" for header in HEADERS] + ["#include <stdio.h>", "int main(void) {"]
    for name, expression in expressions():
        line = f'printf("%s = %lld\\n", "{expression}", (long long)({expression}));'
        lines.append(f"#ifdef {name}\n{line}\n#endif" if name else line)
    source = tmp_path / "linux.c"
    source.write_text("#define _GNU_SOURCE\n" + "\n".join(lines) + "\nreturn 0; }\n")
    subprocess.run([GCC, "-w", source, "-o", tmp_path / "linux"], check=True, timeout=60)
    return [line.split(" = ") for line in output(tmp_path / "linux").splitlines()]


def test_numbers_and_layouts_are_those_of_linux(newlib, tmp_path):
    values = linux_values(tmp_path)
    assert len(values) > 450
    source = tmp_path / "newlib.c"
    source.write_text("#define _GNU_SOURCE\n" + "".join(f"#include <{header}>\n" for header in HEADERS) + "".join(
        f'_Static_assert((long long)({expression}) == {value}, "{expression}");\n' for expression, value in values))
    compile_for_newlib(newlib, source)


@pytest.mark.parametrize("header", sorted(str(path.relative_to(OVERLAY)) for path in OVERLAY.rglob("*.h")))
def test_header_compiles_alone(newlib, tmp_path, header):
    header = {"sys/_default_fcntl.h": "fcntl.h", "machine/_types.h": "sys/types.h"}.get(header, header)
    source = tmp_path / "alone.c"
    source.write_text(f"#include <{header}>\n#include <{header}>\n")
    compile_for_newlib(newlib, source)


def symbols(archive, kind):
    return {line.split()[-1] for line in output("nm", *kind, archive).splitlines() if len(line.split()) > 1}


def test_libc_leaves_only_the_known_calls_to_the_glue(newlib):
    defined = symbols(newlib / "libc.a", ["--defined-only"]) | symbols(newlib / "libm.a", ["--defined-only"])
    assert symbols(newlib / "libc.a", ["-u"]) - defined == LEFT_TO_GLUE


@pytest.mark.parametrize("archive", ["libc.a", "libm.a"])
def test_code_stays_out_of_the_red_zone(newlib, archive):
    code = output("objdump", "-d", "--no-show-raw-insn", newlib / archive)
    below = [line for line in code.splitlines() if re.search(r"-0x[0-9a-f]+\(%rsp[,)]", line) and "lea" not in line]
    assert "ret" in code and below == []


@pytest.mark.parametrize("archive", ["libc.a", "libm.a"])
def test_archive_has_no_path_of_the_build(newlib, archive):
    assert str(newlib.parents[1]).encode() not in (newlib / archive).read_bytes()
