#!/bin/sh
# Builds the addons of the package, prebuilds/linux-x64.node and, with a cross compiler, prebuilds/linux-arm64.node, which contain
# all libraries but zlib and glibc, and adds their licences.
set -eu
cd "$(dirname "$0")/.."
TRIPLET=aarch64-linux-gnu
fail() {
	echo "scripts/prebuild.sh: $*" >&2
	exit 1
}
[ "$(uname -sm)" = 'Linux x86_64' ] || fail 'run this on Linux x86_64'
command -v $TRIPLET-g++ >/dev/null || fail "no $TRIPLET-g++ for the addon for arm64: install g++-$TRIPLET"

# Builds an addon in build/prebuilt-$1, with libraries in build/$2; the other arguments are for CMake.
build() {
	name=$1
	libraries=$PWD/build/$2
	shift 2
	cmake-js compile -d native -O "build/prebuilt-$name" --CDPORTABLE_LIBRARIES="$libraries" "$@" >"build/prebuilt-$name.log" 2>&1 || {
		cat "build/prebuilt-$name.log" >&2
		exit 1
	}
	cp "build/prebuilt-$name/Release/sysshark.node" "prebuilds/linux-$name.node"
	cp "build/prebuilt-$name/Release/plugin-host" "prebuilds/linux-$name-plugin-host"
}

rm -rf prebuilds
mkdir -p prebuilds
native/portable/build.sh build/portable
native/portable/build.sh build/portable-arm64 $TRIPLET
build x64 portable
build arm64 portable-arm64 --CDCMAKE_SYSTEM_NAME=Linux --CDCMAKE_SYSTEM_PROCESSOR=aarch64 \
	--CDCMAKE_C_COMPILER=$TRIPLET-gcc --CDCMAKE_CXX_COMPILER=$TRIPLET-g++
cp -r build/portable/licenses prebuilds/licenses
