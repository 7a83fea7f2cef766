#!/bin/sh
# Tests that all calls of three processes are recorded while these take one CPU from each other, also in a kernel that may preempt
# programs of the probe (7.x). Ends with a line "N passed, N failed, N skipped". Run it in an emulated machine:
# test/kernels/boot.sh FOLDER sh test/kernels/preemption.sh.
set -eu
CALLS=5000
PROCESSES=3
file=$(mktemp)
trap 'rm -f "$file"' EXIT

bin/sysshark -w "$file" evt.type=getppid -- taskset -c 0 perl -e "fork and fork; getppid() for 1..$CALLS; 1 while wait > 0"
count=$(bin/sysshark -r "$file" -p %evt.num evt.type=getppid | wc -l)
made=$((2 * PROCESSES * CALLS))
echo "$count of $made events"
if [ "$count" -eq $made ]; then echo '1 passed, 0 failed, 0 skipped'; else
	echo '0 passed, 1 failed, 0 skipped'
	exit 1
fi
