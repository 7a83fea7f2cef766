#!/bin/sh
# Runs the live tests of the command line, in the given files of tests or all. Meant for other kernels, in an emulated machine:
# test/kernels/boot.sh FOLDER sh test/kernels/live-tests.sh [FILE...]. The last line counts the tests; skipped are those that do not
# capture, which are the same under every kernel.
set -eu
[ $# -gt 0 ] || set -- test/cli
exec node node_modules/.bin/jest --verbose --selectProjects machine -t 'live: ' --testPathPatterns "$@"
