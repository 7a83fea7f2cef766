# Sourced by sysshark and setup: finds Node.js, also under sudo, whose secure_path forgets where the caller has it.

# Whether $1 is a Node.js that this program runs on.
node_suits() {
	[ -x "$1" ] && "$1" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 17) ? 0 : 1)' 2>/dev/null
}

# Candidates, one a line, the likeliest first.
node_candidates() {
	command -v node || :
	# sudo itself still has the environment that it was called with; with use_pty it is not our parent but further up
	node_pid=$$
	for node_up in 1 2 3 4; do
		node_pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$node_pid/status" 2>/dev/null) || break
		[ "${node_pid:-0}" -gt 1 ] || break
		tr '\0' '\n' <"/proc/$node_pid/environ" 2>/dev/null | sed -n 's/^PATH=//p' | tr ':' '\n' | sed 's|$|/node|'
	done
	[ -n "${SUDO_USER:-}" ] || return 0
	node_home=$(getent passwd "$SUDO_USER" | cut -d: -f6)
	ls -dr "$node_home"/.nvm/versions/node/*/bin/node 2>/dev/null || :
	printf '%s\n' "$node_home/.volta/bin/node" "$node_home/.local/bin/node" "$node_home/bin/node" /usr/local/bin/node
}

# Sets $node to the path of a suitable Node.js or ends with one line.
find_node() {
	node=$(node_candidates | while read -r node_path; do
		if node_suits "$node_path"; then
			printf '%s\n' "$node_path"
			break
		fi
	done)
	if [ -z "$node" ]; then
		echo "sysshark: needs Node.js 20.17 or newer, and found none on PATH${SUDO_USER:+ or with $SUDO_USER}" >&2
		exit 1
	fi
}
