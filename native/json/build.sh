#!/bin/sh
# Compiles the reader of JSON and of records in JSON to WebAssembly. Usage: build.sh FILE
set -eu
room=$(dirname "$0")
exec clang --target=wasm32 -std=c11 -O2 -mbulk-memory -msimd128 -fvisibility=hidden -Wall -Wextra -Werror -ffreestanding \
	-nostdlib -Wl,--no-entry -Wl,--import-memory -Wl,--export=__heap_base -Wl,--export-dynamic -Wl,--strip-all \
	-Wl,-z,stack-size=262144 -o "$1" "$room/gcpaudit.c" "$room/json.c" "$room/payload.c" "$room/records.c" "$room/time.c"
