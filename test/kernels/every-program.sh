#!/bin/sh
# Tests that this kernel accepts every program of the probe, also those that only some filters or options need. Ends with a line
# "N passed, N failed, N skipped". test/kernels/boot.sh FOLDER sh test/kernels/every-program.sh runs it under another kernel.
set -eu
passed=0
failed=0
list=$(mktemp)
trap 'rm -f "$list"' EXIT

# Captures a command with the given arguments; passes if it has an event and nothing was refused.
check() {
	bin/sysshark "$@" -- sh -c 'cat /nosuch' >"$list" 2>"$list.err" || :
	if grep -q 'No such file' "$list.err" && [ -s "$list" ] && ! grep -q '^sysshark:' "$list.err"; then passed=$((passed + 1)); else
		failed=$((failed + 1))
		echo "failed: sysshark $*"
		cat "$list.err"
	fi
	rm -f "$list.err"
}

if bin/sysshark doctor | grep '^ok    probe  *all eBPF programs load$'; then passed=1; else
	failed=1
	bin/sysshark doctor || :
fi
check
check 'proc.name=cat'
check 'evt.type=openat and fd.name contains nosuch'
check 'evt.failed=true'
check 'evt.rawres<0 or evt.latency>10000'
check 'evt.category=file and fd.name=/nosuch'
check --page-faults
check --dynamic-snaplen
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
