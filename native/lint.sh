#!/bin/sh
# Checks the format of the native sources; generated ones are the generator's business.
set -eu
cd "$(dirname "$0")"
for name in clang-format clang-format-22 clang-format-21 clang-format-20 clang-format-19; do
	command -v "$name" >/dev/null 2>&1 && formatter=$name && break
done
[ -n "${formatter:-}" ] || { echo "native/lint.sh: clang-format is not installed" >&2; exit 1; }
find . -path './*/generated' -prune -o \( -name '*.c' -o -name '*.h' -o -name '*.cc' \) -exec "$formatter" --dry-run -Werror {} +
