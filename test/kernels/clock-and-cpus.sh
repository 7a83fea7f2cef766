#!/bin/sh
# Tests captures while the clock is set and CPUs are added and removed. Changes the machine, so it runs only inside the one that
# boot.sh emulates: test/kernels/boot.sh FOLDER sh test/kernels/clock-and-cpus.sh. Ends with a line "N passed, N failed, N
# skipped".
set -eu
grep -qw sysshark.emulated /proc/cmdline || {
	echo "clock-and-cpus.sh runs only inside an emulated machine (test/kernels/boot.sh)" >&2
	exit 1
}
cpu=/sys/devices/system/cpu/cpu1/online
file=/tmp/steps.scap
list=/tmp/marks

# each step ends with a failed open of a file named after the step, on a given CPU
cat >/tmp/steps <<-END
	mark() { taskset -c "\$1" cat "/mark-\$2" 2>/dev/null || :; }
	mark 0 begin
	echo 1 >$cpu
	mark 1 late-cpu
	date -s "+1 hour" >/dev/null
	mark 0 forward
	mark 1 forward-too
	date -s "-2 hours" >/dev/null
	mark 0 back
	mark 1 back-too
	echo 0 >$cpu
	mark 0 cpu-gone
	echo 1 >$cpu
	mark 1 cpu-again
END
echo 0 >$cpu
bin/sysshark -w $file -- sh /tmp/steps
bin/sysshark -r $file -p '%evt.rawtime %evt.cpu %evt.arg.name' 'evt.dir=< and evt.type=openat and evt.arg.name startswith /mark-' >$list
cat $list

passed=0
failed=0
check() {
	what=$1
	shift
	if "$@"; then passed=$((passed + 1)); else
		failed=$((failed + 1))
		echo "failed: $what"
	fi
}
names=$(awk '{ print $3 }' $list | tr '\n' ' ')
check 'every step is recorded, in order' [ "$names" = '/mark-begin /mark-late-cpu /mark-forward /mark-forward-too /mark-back /mark-back-too /mark-cpu-gone /mark-cpu-again ' ]
check 'times never decrease' awk '$1 < last { exit 1 } { last = $1 }' $list
check 'setting the clock changes no time: all are within ten minutes' awk 'NR == 1 { first = $1 } $1 - first > 600e9 { exit 1 }' $list
check 'the step on the added CPU has its number' grep -q ' 1 /mark-late-cpu' $list
bin/sysshark -r $file -p '%evt.rawtime' >/tmp/times
check 'all events are in time order' awk '$1 < last { exit 1 } { last = $1 }' /tmp/times
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
