#!/bin/sh
# Compiles the prefilter to WebAssembly. Usage: build.sh FILE
set -eu
exec clang --target=wasm32 -std=c11 -O2 -mbulk-memory -fvisibility=hidden -Wall -Wextra -Werror -ffreestanding -nostdlib \
	-Wl,--no-entry -Wl,--import-memory -Wl,--export=__heap_base -Wl,--export-dynamic -Wl,--strip-all -o "$1" "$(dirname "$0")/prefilter.c" "$(dirname "$0")/check.c"
