# shellcheck shell=sh
# What boot.sh and boot-arm64.sh share: sourced by both.

# The variables of an emulated machine, which is ten times slower.
SLOW='export SYSSHARK_SLOWNESS=10 HOME=/root PATH=/usr/local/bin:/usr/bin:/usr/sbin NODE_OPTIONS=--experimental-vm-modules TERM=dumb'

# leave_command DISK SETUP COMMAND...: has the machine with this disk run lines of shell and then a command, say how that ended, and
# switch itself off
leave_command() {
	guest=$1
	setup=$2
	shift 2
	{
		printf '%s\n' "$setup"
		for word in "$@"; do printf "'%s' " "$(printf %s "$word" | sed "s/'/'\\\\''/g")"; done
	} >"$guest/root/command"
	cat >"$guest/root/run" <<-'END'
		sh /root/command
		echo "exit status $?"
		echo o >/proc/sysrq-trigger
		# no program: the disk goes first
		while :; do :; done
	END
}
