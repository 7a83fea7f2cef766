#!/bin/sh
# Builds the addon of the package, prebuilds/linux-x64.node, which contains all libraries but zlib and glibc, and adds their licences.
set -eu
cd "$(dirname "$0")/.."
if [ "$(uname -sm)" != 'Linux x86_64' ]; then
	echo 'scripts/prebuild.sh: run this on Linux x86_64, the platform of the addon in the package' >&2
	exit 1
fi
native/portable/build.sh build/portable
cmake-js compile -d native -O build/prebuilt --CDPORTABLE_LIBRARIES="$PWD/build/portable" >build/prebuilt.log 2>&1 || {
	cat build/prebuilt.log >&2
	exit 1
}
rm -rf prebuilds
mkdir -p prebuilds
cp build/prebuilt/Release/sysshark.node prebuilds/linux-x64.node
cp -r build/portable/licenses prebuilds/licenses
