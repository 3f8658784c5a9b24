# SPDX-License-Identifier: BSD-3-Clause
"""Fetching, unpacking and building of third-party sources, with a tiny package and a pretended archive."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import tarfile

import pytest

pytestmark = pytest.mark.core

SUPPORT = pathlib.Path(__file__).resolve().parents[2] / "support"
UPSTREAM = "fake_1.0.orig.tar.gz"
DEBIAN = "fake_1.0-1.debian.tar.xz"
PATCH = """--- a/hello.c
+++ b/hello.c
@@ -1 +1 @@
-int insecure;
+int secure;
"""
RECIPE = """source=$1 arch=$2 out=$3
echo "$arch" >"$out/arch"
${TOOLS}gcc -c "$source/hello.c" -o hello.o
${TOOLS}ar crD "$out/libfake.a" hello.o
"""
# Stand-ins for apt: they serve the files in $MIRROR and count the downloads.
APT_GET = """#!/bin/sh
[ -z "$OFFLINE" ] || exit 100
for word; do [ "$word" != source ] || { echo >>"$MIRROR/downloads"; sleep 0.3; cp "$MIRROR"/fake_* .; }; done
"""
APT_CACHE = """#!/bin/sh
[ -n "$OFFLINE" ] || printf 'Version: 1.0-1\\nChecksums-Sha256:\\n 0 1 %s\\n' "${OFFER:-fake_1.0.orig.tar.gz}"
"""


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def pack(archive, folder):
    with tarfile.open(archive, "w:" + archive.suffix[1:]) as tar:
        tar.add(folder, arcname=folder.name)


class Tree:
    """A small Skerry tree that owns one package, a mirror that offers it, and a cache."""

    def __init__(self, path):
        self.path, self.mirror, self.cache = path / "tree", path / "mirror", path / "cache"
        shutil.copytree(SUPPORT / "packages", self.path / "support/packages")
        write(path / "fake-1.0/hello.c", "int insecure;\n")
        write(path / "debian/patches/series", "# security\n\nfix.patch\n")
        write(path / "debian/patches/fix.patch", PATCH)
        self.mirror.mkdir()
        pack(self.mirror / UPSTREAM, path / "fake-1.0")
        pack(self.mirror / DEBIAN, path / "debian")
        self.describe(hashlib.sha256((self.mirror / UPSTREAM).read_bytes()).hexdigest())
        write(self.path / "lib/fake/build.sh", RECIPE)
        write(path / "bin/apt-get", APT_GET, 0o755)
        write(path / "bin/apt-cache", APT_CACHE, 0o755)
        self.env = dict(os.environ, PATH=f"{path}/bin:{os.environ['PATH']}", MIRROR=str(self.mirror),
                        SKERRY_CACHE=str(self.cache), OFFLINE="")
        self.env.pop("SKERRY_TARBALLS", None)

    def describe(self, sha256):
        write(self.path / "lib/fake/fake.package",
              f"version=1.0\ndebian_source=fake\nupstream={UPSTREAM}\nsha256={sha256}\nrecipe=build.sh\n")

    def start(self, script, *words, **env):
        return subprocess.Popen([self.path / "support/packages" / script, *words], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(self.env, **env))

    def run(self, script, *words, **env):
        """Runs a script that must succeed: the path it prints, and its messages."""
        process = self.start(script, *words, **env)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        return pathlib.Path(out.strip()), err

    def refuse(self, script, *words, **env):
        """Runs a script that must fail and print no path: its one line of complaint."""
        process = self.start(script, *words, **env)
        out, err = process.communicate(timeout=60)
        assert process.returncode != 0 and out == ""
        lines = [line for line in err.splitlines() if "fetching from" not in line]
        assert len(lines) == 1, err
        return lines[0]

    def downloads(self):
        log = self.mirror / "downloads"
        return len(log.read_text().splitlines()) if log.exists() else 0


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path)


def test_source_is_fetched_once_and_patched(tree):
    source, messages = tree.run("source.sh", "fake")
    assert (source / "hello.c").read_text() == "int secure;\n"
    assert "fake 1.0: fetching from Debian" in messages
    assert tree.run("source.sh", "fake", OFFLINE="yes") == (source, "")
    assert tree.downloads() == 1


def test_new_debian_patch_gives_another_source_folder(tree, tmp_path):
    first, _ = tree.run("source.sh", "fake")
    write(tmp_path / "debian/patches/fix.patch", PATCH.replace("+int secure", "+int safer"))
    pack(tree.mirror / "fake_1.0-2.debian.tar.xz", tmp_path / "debian")
    second, _ = tree.run("source.sh", "fake", SKERRY_TARBALLS=str(tree.mirror))
    assert first != second
    assert (second / "hello.c").read_text() == "int safer;\n"


def test_folder_of_tarballs_needs_no_network(tree):
    source, messages = tree.run("source.sh", "fake", SKERRY_TARBALLS=str(tree.mirror), OFFLINE="yes")
    assert (source / "hello.c").exists() and messages == ""
    assert tree.downloads() == 0


@pytest.mark.parametrize("absent, named", [(UPSTREAM, UPSTREAM), (DEBIAN, "fake_1.0-*.debian.tar.*")])
def test_tarball_missing_in_the_folder(tree, absent, named):
    (tree.mirror / absent).unlink()
    complaint = tree.refuse("source.sh", "fake", SKERRY_TARBALLS=str(tree.mirror))
    assert complaint == f"fake: {named} is missing in SKERRY_TARBALLS={tree.mirror}"


def test_folder_of_tarballs_missing(tree):
    assert "no folder /nowhere" in tree.refuse("source.sh", "fake", SKERRY_TARBALLS="/nowhere")


def test_wrong_hash_from_the_network_is_refused_and_not_kept(tree):
    (tree.mirror / UPSTREAM).write_bytes(b"something else")
    got = hashlib.sha256(b"something else").hexdigest()
    complaint = tree.refuse("source.sh", "fake")
    assert "wrong SHA-256" in complaint and got in complaint and UPSTREAM in complaint
    assert not (tree.cache / "tarballs").exists() and not (tree.cache / "source").exists()


def test_wrong_hash_in_the_folder_is_refused(tree):
    tree.describe("0" * 64)
    complaint = tree.refuse("source.sh", "fake", SKERRY_TARBALLS=str(tree.mirror))
    assert "expected " + "0" * 64 in complaint and str(tree.mirror / UPSTREAM) in complaint


def test_no_network_and_nothing_cached(tree):
    complaint = tree.refuse("source.sh", "fake", OFFLINE="yes")
    assert "cannot be reached" in complaint and "SKERRY_TARBALLS" in complaint and UPSTREAM in complaint


def test_release_with_another_version(tree):
    assert "does not offer " + UPSTREAM in tree.refuse("source.sh", "fake", OFFER="fake_2.0.orig.tar.gz")


def test_unknown_package_names_the_known_ones(tree):
    assert tree.refuse("source.sh", "nix") == "unknown package 'nix' (known: fake)"


def test_unknown_architecture_names_the_known_ones(tree):
    assert "unknown architecture 'vax' (known: " in tree.refuse("build.sh", "fake", "vax")


def test_missing_tool_is_named(tree, tmp_path):
    write(tmp_path / "bare/true", "", 0o755)
    for tool in ("sh dirname basename cat cut date find flock id ls mkdir mv rm sed sha256sum sort tail tar touch "
                 "xz gzip cp sleep awk").split():
        (tmp_path / "bare" / tool).symlink_to(shutil.which(tool))
    complaint = tree.refuse("source.sh", "fake", PATH=f"{tmp_path}/bin:{tmp_path}/bare")
    assert complaint == "fake: patch is missing: type make setup"


def test_concurrent_fetches_share_one_download(tree):
    runs = [tree.start("source.sh", "fake") for _ in range(3)]
    paths = {run.communicate(timeout=60)[0] for run in runs}
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert len(paths) == 1 and (pathlib.Path(paths.pop().strip()) / "hello.c").exists()
    assert tree.downloads() == 1


def test_leftovers_of_a_killed_run_do_no_harm(tree):
    write(tree.cache / "tmp/source-fake/hello.c", "int rubbish;\n")
    write(tree.cache / "tmp/fetch" / UPSTREAM, "half a tarball")
    source, _ = tree.run("source.sh", "fake")
    assert (source / "hello.c").read_text() == "int secure;\n"


def test_build_is_cached_and_follows_the_recipe(tree):
    first, messages = tree.run("build.sh", "fake", "x86_64")
    assert (first / "arch").read_text() == "x86_64\n" and "building for x86_64" in messages
    assert tree.run("build.sh", "fake", "x86_64") == (first, "")
    write(tree.path / "lib/fake/build.sh", RECIPE.replace("gcc -c", "gcc -O2 -c"))
    assert tree.run("build.sh", "fake", "x86_64")[0] != first


def test_build_does_not_depend_on_the_callers_environment(tree, tmp_path):
    write(tree.path / "lib/fake/build.sh", RECIPE + 'echo "${CFLAGS-none} ${MAKEFLAGS-none}" >"$out/flags"\n')
    prefix, _ = tree.run("build.sh", "fake", "x86_64", CFLAGS="-O0", MAKEFLAGS="-k")
    assert (prefix / "flags").read_text() == "none none\n"


def test_failed_build_shows_its_log_and_is_not_kept(tree):
    write(tree.path / "lib/fake/build.sh", "echo the cause; false\n")
    process = tree.start("build.sh", "fake", "x86_64")
    out, err = process.communicate(timeout=60)
    assert process.returncode != 0 and out == "" and "the cause" in err and "the build for x86_64 failed" in err
    assert [path.suffix for path in (tree.cache / "build").iterdir()] == [".log"]
