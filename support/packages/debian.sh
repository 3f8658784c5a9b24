# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh
# Downloads Debian source packages by name with apt, which checks the archive's signatures. The machine's own
# package lists stay as they are: a private source list is derived from its sources, with deb-src for deb.
# The caller holds the lock: apt's folder in the cache is shared.

apt=$cache/apt

write_apt_configuration() {
	rm -rf "$apt/sources.list.d"
	mkdir -p "$apt/sources.list.d" "$apt/lists/partial" "$apt/archives/partial"
	for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
		[ ! -f "$list" ] ||
			sed 's/^deb\([[:space:]]\)/deb-src\1/; s/^Types:.*/Types: deb-src/' "$list" \
				>"$apt/sources.list.d/$(basename "$list")"
	done
	cat >"$apt/apt.conf" <<-END
		Dir::Etc::SourceList "/dev/null";
		Dir::Etc::SourceParts "$apt/sources.list.d";
		Dir::State::Lists "$apt/lists";
		Dir::Cache "$apt";
		Acquire::Languages "none";
		Acquire::Retries "2";
		Acquire::http::Timeout "30";
		Acquire::https::Timeout "30";
		APT::Sandbox::User "$(id -un)";
		APT::Update::Error-Mode "any";
		#clear APT::Update::Pre-Invoke;
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
	END
}

private_apt() {
	tool=$1
	shift
	"$tool" -q -c "$apt/apt.conf" "$@"
}

# offered_version: the newest Debian version that stands on the upstream tarball we want.
offered_version() {
	private_apt apt-cache showsrc --only-source "$debian_source" 2>>"$apt/log" |
		awk -v tarball="$upstream" '/^Version:/ { version = $2 } $3 == tarball { print version }' |
		sort -V | tail -n 1
}

fail_download() {
	die "$name: $1; without a network, set SKERRY_TARBALLS to a folder with $upstream and" \
		"${upstream%.orig.tar.*}-*.debian.tar.* (log: $apt/log)"
}

# debian_download FOLDER: leaves the upstream tarball and Debian's packaging in FOLDER.
debian_download() {
	need apt-get apt-cache awk
	write_apt_configuration
	say "$name $version: fetching from Debian"
	updated=yes
	private_apt apt-get update >"$apt/log" 2>&1 || updated=
	offered=$(offered_version)
	if [ -z "$offered" ]; then
		[ -n "$updated" ] || fail_download "not in the cache, and Debian's archive cannot be reached"
		fail_download "the Debian release of this machine does not offer $upstream"
	fi
	(cd "$1" && private_apt apt-get source --download-only "$debian_source=$offered") >>"$apt/log" 2>&1 ||
		fail_download "not in the cache, and the download of $debian_source $offered failed"
}
