# SPDX-License-Identifier: BSD-3-Clause
"""newlib as it is built for Skerry: Linux's numbers and layouts, no red zone, no libgcc, no paths."""
import pathlib
import re
import shutil
import struct
import subprocess

import pytest

pytestmark = pytest.mark.core

TREE = pathlib.Path(__file__).resolve().parents[2]
OVERLAYS = sorted((TREE / "lib/libc_newlib").glob("overlay*"))
TOOLS = {"x86_64": "x86_64-linux-gnu-", "arm64": "aarch64-linux-gnu-"}
HEADERS = ("errno.h fcntl.h poll.h signal.h sys/stat.h sys/select.h sys/socket.h sys/uio.h sys/ioctl.h netinet/in.h "
           "netinet/tcp.h arpa/inet.h netdb.h net/if.h time.h stddef.h").split()
CLOCKS = "REALTIME MONOTONIC MONOTONIC_RAW REALTIME_COARSE MONOTONIC_COARSE BOOTTIME".split()
# In glibc no constants, or no numbers.
NOT_COMPARED = {"SIGRTMIN", "SIGRTMAX", "IN6ADDR_ANY_INIT", "IN6ADDR_LOOPBACK_INIT"}
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
    "__init_array_end __fini_array_start __fini_array_end".split())
# On arm64 a long double has 128 bits, in software.
ARCH_LEFT_TO_GLUE = {"x86_64": {"_GLOBAL_OFFSET_TABLE_"}, "arm64": {"__extenddftf2", "__trunctfdf2"}}


def output(*command):
    return subprocess.run(command, check=True, text=True, capture_output=True, timeout=600).stdout


class Newlib:
    """newlib for one architecture, and the tools for that."""

    def __init__(self, arch):
        self.arch, self.tools = arch, TOOLS[arch]
        self.folder = pathlib.Path(output(TREE / "support/packages/build.sh", "newlib", arch).strip())

    def compile(self, source):
        own = self.tool("gcc", "-print-file-name=include").strip()
        self.tool("gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-nostdinc", "-isystem",
                  self.folder / "include", "-isystem", own, "-fsyntax-only", source)

    def tool(self, name, *words):
        return output(self.tools + name, *words)

    def symbols(self, archive, kind):
        lines = self.tool("nm", kind, self.folder / archive).splitlines()
        return {line.split()[-1] for line in lines if len(line.split()) > 1}


@pytest.fixture(scope="module", params=["x86_64", pytest.param("arm64", marks=pytest.mark.arm64)])
def newlib(request):
    if not shutil.which(TOOLS[request.param] + "gcc"):
        pytest.skip(f"{TOOLS[request.param]}gcc is missing")
    return Newlib(request.param)


def public_headers():
    return [path for overlay in OVERLAYS for path in sorted(overlay.rglob("*.h"))]


def expressions():
    """Every constant that the overlay defines, and every size and offset that the kernel sees."""
    text = "\n".join(path.read_text() for path in public_headers())
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


def linux_values(newlib, tmp_path):
    """The expressions' values under Linux's own headers, taken out of an object file; those it does not know left out."""
    lines = ["#define _GNU_SOURCE"] + [f"#include <{header}>" for header in HEADERS]
    lines.append('__attribute__((section("linux"))) const long long values[] = {')
    wanted = list(expressions())
    for name, expression in wanted:
        line = f"1, (long long)({expression}),"
        lines.append(f"#ifdef {name}\n{line}\n#else\n0, 0,\n#endif" if name else line)
    source, binary = tmp_path / "linux.c", tmp_path / "linux.bin"
    source.write_text("\n".join(lines) + "\n};\n")
    newlib.tool("gcc", "-w", "-c", source, "-o", tmp_path / "linux.o")
    newlib.tool("objcopy", "-O", "binary", "-j", "linux", tmp_path / "linux.o", binary)
    values = struct.iter_unpack("<qq", binary.read_bytes())
    return [(expression, value) for (_, expression), (known, value) in zip(wanted, values) if known]


def error_numbers(path):
    """Names and numbers that a header of ours defines."""
    return dict(re.findall(r"^#define (E[A-Z0-9]+)\s+(\d+)$", (TREE / path).read_text(), re.MULTILINE))


def test_error_numbers_without_a_c_library_are_the_same():
    ours, theirs = error_numbers("include/uk/errno.h"), error_numbers("lib/libc_newlib/overlay/sys/errno.h")
    assert len(ours) > 40
    assert {name: theirs.get(name) for name in ours} == ours


def test_numbers_and_layouts_are_those_of_linux(newlib, tmp_path):
    values = linux_values(newlib, tmp_path)
    assert len(values) > 450
    source = tmp_path / "newlib.c"
    source.write_text("#define _GNU_SOURCE\n" + "".join(f"#include <{header}>\n" for header in HEADERS) + "".join(
        f'_Static_assert((long long)({expression}) == {value}, "{expression}");\n' for expression, value in values))
    newlib.compile(source)


def test_headers_compile_alone(newlib, tmp_path):
    """Each public one; those whose names begin with _, or in machine/, are parts of others."""
    for overlay in OVERLAYS:
        for path in overlay.rglob("[a-z]*.h"):
            if path.parent.name != "machine":
                source = tmp_path / "alone.c"
                source.write_text(f"#include <{path.relative_to(overlay)}>\n" * 2)
                newlib.compile(source)


def test_libc_leaves_only_the_known_calls_to_the_glue(newlib):
    defined = newlib.symbols("libc.a", "--defined-only") | newlib.symbols("libm.a", "--defined-only")
    assert newlib.symbols("libc.a", "-u") - defined == LEFT_TO_GLUE | ARCH_LEFT_TO_GLUE[newlib.arch]


@pytest.mark.parametrize("archive", ["libc.a", "libm.a"])
def test_code_stays_out_of_the_red_zone(newlib, archive):
    if newlib.arch != "x86_64":
        pytest.skip("only x86-64 has a red zone")
    code = newlib.tool("objdump", "-d", "--no-show-raw-insn", newlib.folder / archive)
    below = [line for line in code.splitlines() if re.search(r"-0x[0-9a-f]+\(%rsp[,)]", line) and "lea" not in line]
    assert "ret" in code and below == []


@pytest.mark.parametrize("archive", ["libc.a", "libm.a"])
def test_archive_has_no_path_of_the_build(newlib, archive):
    assert str(newlib.folder.parents[1]).encode() not in (newlib.folder / archive).read_bytes()
