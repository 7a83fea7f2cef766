#!/bin/sh
# Checks the format of the native sources (except generated ones), and that the probe compiles for aarch64.
set -eu
cd "$(dirname "$0")"
for name in clang-format clang-format-22 clang-format-21 clang-format-20 clang-format-19; do
	command -v "$name" >/dev/null 2>&1 && formatter=$name && break
done
[ -n "${formatter:-}" ] || { echo "native/lint.sh: clang-format is not installed" >&2; exit 1; }
find . ../test -path './*/generated' -prune -o \( -name '*.c' -o -name '*.h' -o -name '*.cc' \) -exec "$formatter" --dry-run -Werror {} +
output=$(cmake --build ../build --target probe_for_aarch64 2>&1) || { echo "$output" >&2; exit 1; }
