#!/bin/sh
# Fetches the kernels of Debian 12, 13 and 13's backports and unpacks each in a folder of its own, for boot.sh:
#
#   test/kernels/fetch.sh FOLDER
#
# The kernels are FOLDER/6.1, FOLDER/6.12 and FOLDER/7. apt's own lists and settings stay as they are. A second run finds all done.
set -eu
mkdir -p "$1/apt/lists/partial" "$1/apt/cache/archives/partial"
folder=$(cd "$1" && pwd)
KEYRING=/usr/share/keyrings/debian-archive-keyring.pgp
MIRROR=http://deb.debian.org

for suite in debian/bookworm debian-security/bookworm-security debian/trixie debian/trixie-backports; do
	echo "deb [signed-by=$KEYRING] $MIRROR/${suite%/*} ${suite#*/} main"
done >"$folder/apt/sources.list"

# apt, without the settings of this machine
of_debian() {
	command=$1
	shift
	"$command" -qq -o Dir::Etc::SourceList="$folder/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
		-o Dir::State::Lists="$folder/apt/lists" -o Dir::Cache="$folder/apt/cache" "$@"
}

# The package with the newest kernel whose version begins with $1.
newest() {
	of_debian apt-cache show linux-image-cloud-amd64 | awk -v begin="$1" '
		$1 == "Version:" { is_it = index($2, begin) == 1 }
		$1 == "Depends:" && is_it && match($0, /linux-image-[^ ,]+/) { print substr($0, RSTART, RLENGTH) }' | head -n 1
}

# Unpacks the newest kernel whose version begins with $1.
fetch() {
	target=$folder/${1%.}
	[ ! -d "$target" ] || return 0
	image=$(newest "$1")
	[ -n "$image" ] || { echo "test/kernels/fetch.sh: the mirror has no kernel $1*" >&2; return 1; }
	rm -rf "$folder/packages"
	mkdir "$folder/packages"
	# since 7.2 the kernel and its modules are packages of their own
	for name in "$image" "linux-binary-${image#linux-image-}" "linux-modules-${image#linux-image-}"; do
		[ -z "$(of_debian apt-cache pkgnames "$name")" ] || (cd "$folder/packages" && of_debian apt-get download "$name" 2>/dev/null)
	done
	for package in "$folder"/packages/*.deb; do dpkg-deb -x "$package" "$target.part"; done
	mv "$target.part" "$target"
}

of_debian apt-get update
for version in 6.1. 6.12. 7.; do
	fetch "$version"
	for modules in "$folder/${version%.}"/lib/modules/* "$folder/${version%.}"/usr/lib/modules/*; do
		[ ! -d "$modules" ] || echo "kernel ${version%.}: ${modules##*/}"
	done
done
rm -rf "$folder/packages"
