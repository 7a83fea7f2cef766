#!/bin/sh
# Builds libbpf and libelf as position-independent archives, for an addon that runs where they are not installed (Debian's archives
# are not position-independent). usage: build.sh FOLDER [TRIPLET]; TRIPLET, such as aarch64-linux-gnu,
# is that of another machine for which a cross compiler builds them. A second run finds them done.
# The sources are Debian's unchanged upstream ones, checked by their sums; docs/THIRD-PARTY.md names them too.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
triplet=${2:-}
CC=${triplet:+$triplet-}gcc
AR=${triplet:+$triplet-}ar

LIBBPF=libbpf_1.5.0.orig.tar.gz
LIBBPF_SUM=53492aff6dd47e4da04ef5e672d753b9743848bdb38e9d90eafbe190b7983c44
ELFUTILS=elfutils_0.192.orig.tar.bz2
ELFUTILS_SUM=616099beae24aba11f9b63d86ca6cc8d566d968b802391334c91df54eab416b4
POOL=http://deb.debian.org/debian/pool/main

fail() {
	echo "native/portable/build.sh: $*" >&2
	exit 1
}

# Fetches $1 to the file $2 and checks its SHA-256, $3; where there is apt, as apt is set up to.
fetch() {
	[ "$(sha256sum "$2" 2>/dev/null | cut -d' ' -f1)" != "$3" ] || return 0
	if [ -x /usr/lib/apt/apt-helper ]; then
		/usr/lib/apt/apt-helper download-file "$1" "$2" >"$folder/fetch.log" 2>&1 || fail "cannot fetch $1: see $folder/fetch.log"
	else
		curl -fsSL -o "$2" "$1" || fail "cannot fetch $1"
	fi
	[ "$(sha256sum "$2" | cut -d' ' -f1)" = "$3" ] || fail "$1 is not the file that was expected (SHA-256 $3)"
}

# Makes a library to link with instead of zlib for the other machine: it has all of its functions, and they are empty. There the
# addon loads the real one.
build_zlib_stub() {
	for library in /usr/lib/*-linux-gnu/libz.so.1 /usr/lib64/libz.so.1; do [ ! -e "$library" ] || break; done
	nm -D --defined-only "$library" | sed -n "s/^[0-9a-f]* T \\([A-Za-z0-9_]*\\).*/void \\1(void) {}/p" >"$folder/zlib.c"
	quietly "$CC" -shared -fno-builtin -Wl,-soname,libz.so.1 -o "$folder/lib/libz.so" "$folder/zlib.c"
	cp /usr/include/zlib.h /usr/include/zconf.h "$folder/include/"
}

# Runs a command quietly; shows its output if it fails.
quietly() {
	"$@" >"$folder/build.log" 2>&1 || {
		cat "$folder/build.log" >&2
		fail "$1 failed"
	}
}

build_libelf() {
	cd "$folder/elfutils"
	quietly ./configure --disable-nls --disable-debuginfod --disable-libdebuginfod --disable-symbol-versioning \
		--without-bzlib --without-lzma --without-zstd ${triplet:+--host="$triplet"} \
		CC="$CC" CFLAGS="$FLAGS -I$folder/include" LDFLAGS="-L$folder/lib"
	quietly make -j"$(nproc)" -C lib libeu.a
	quietly make -j"$(nproc)" -C libelf libelf.a
	cp libelf/libelf.h libelf/gelf.h libelf/elf.h libelf/elf-knowledge.h "$folder/include/"
	cp libelf/libelf.a lib/libeu.a "$folder/lib/"
	cp COPYING "$folder/licenses/GPL-3.0.txt"
	cp COPYING-LGPLV3 "$folder/licenses/LGPL-3.0.txt"
}

build_libbpf() {
	cd "$folder/libbpf/src"
	quietly make -j"$(nproc)" BUILD_STATIC_ONLY=1 NO_PKG_CONFIG=1 CC="$CC" AR="$AR" CFLAGS="$FLAGS -I$folder/include" \
		DESTDIR="$folder" PREFIX= LIBDIR=/lib install
	cp ../LICENSE.BSD-2-Clause "$folder/licenses/libbpf-BSD-2-Clause.txt"
}

stamp=$(cksum <"$0")
[ "$(cat "$folder/built" 2>/dev/null)" != "$stamp" ] || exit 0
FLAGS="-O2 -fPIC -ffunction-sections -fdata-sections -include $here/older_glibc.h"
fetch "$POOL/libb/libbpf/$LIBBPF" "$folder/$LIBBPF" $LIBBPF_SUM
fetch "$POOL/e/elfutils/$ELFUTILS" "$folder/$ELFUTILS" $ELFUTILS_SUM
rm -rf "$folder/libbpf" "$folder/elfutils" "$folder/include" "$folder/lib" "$folder/licenses"
mkdir -p "$folder/libbpf" "$folder/elfutils" "$folder/include" "$folder/lib" "$folder/licenses"
tar -xf "$folder/$LIBBPF" -C "$folder/libbpf" --strip-components=1
tar -xf "$folder/$ELFUTILS" -C "$folder/elfutils" --strip-components=1
[ -z "$triplet" ] || build_zlib_stub
(build_libelf)
(build_libbpf)
rm -rf "$folder/libbpf" "$folder/elfutils"
printf '%s\n' "$stamp" >"$folder/built"
