# Sourced by sysshark and setup: finds Node.js, also under sudo, whose secure_path may not include the caller's.

# The PATH to search; sysshark sets PATH to folders of root before it runs a command as root.
: "${caller_path=$PATH}"
# Set if only root may choose which Node.js runs.
must_be_roots=

# Whether only root can change what is at $1: everything on its path, including links and their targets, belongs to root and
# is not writable by others.
is_roots() {
	roots_at='' roots_rest=$1/ roots_links=0
	set -- /
	while [ -n "$roots_rest" ]; do
		roots_name=${roots_rest%%/*} roots_rest=${roots_rest#*/}
		[ -n "$roots_name" ] || continue
		roots_at=$roots_at/$roots_name
		set -- "$@" "$roots_at"
		[ -L "$roots_at" ] || continue
		roots_links=$((roots_links + 1))
		[ "$roots_links" -le 40 ] || return 1
		roots_target=$(readlink "$roots_at")
		roots_rest=$roots_target/$roots_rest
		case $roots_target in
		/*) roots_at='' ;;
		*) roots_at=${roots_at%/*} ;;
		esac
	done
	# errors of find count as matches
	[ -z "$(find "$@" -prune \( ! -user 0 -o ! -type l \( -perm -020 -o -perm -002 \) \) -print 2>&1)" ]
}

# Whether $1 may be run: its path is absolute, and only root can change it if that is required.
node_may_run() {
	case $1 in
	/*) ;;
	*) return 1 ;;
	esac
	[ -f "$1" ] && [ -x "$1" ] || return
	[ -z "$must_be_roots" ] || is_roots "$1"
}

# Whether $1 is a suitable version of Node.js.
node_suits() {
	node_version=$(node_may_run "$1" && "$1" --version 2>/dev/null) || return
	node_version=${node_version#v}
	node_major=${node_version%%.*} node_minor=${node_version#*.}
	[ "$node_major" -gt 20 ] || { [ "$node_major" -eq 20 ] && [ "${node_minor%%.*}" -ge 17 ]; }
} 2>/dev/null

# Sets $node to the first one on the caller's PATH that may be run, whatever its version.
first_node_on_path() {
	set -f
	IFS=:
	for node_folder in $caller_path ''; do
		node=$node_folder/node
		! node_may_run "$node" || break
	done
	unset IFS
	set +f
	[ -n "$node_folder" ]
}

# Candidates, one per line, the most likely first.
node_candidates() {
	printf '%s\n' "$caller_path" | tr ':' '\n' | sed 's|$|/node|'
	# sudo still has the environment of its caller; with use_pty it is not our parent, but an earlier ancestor
	node_pid=$$
	for node_up in 1 2 3 4; do
		node_pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$node_pid/status" 2>/dev/null) || break
		[ "${node_pid:-0}" -gt 1 ] || break
		tr '\0' '\n' <"/proc/$node_pid/environ" 2>/dev/null | sed -n 's/^PATH=//p' | tr ':' '\n' | sed 's|$|/node|'
	done
	printf '%s\n' /usr/local/bin/node /usr/bin/node
	[ -n "${SUDO_USER:-}" ] || return 0
	node_home=$(getent passwd "$SUDO_USER" | cut -d: -f6)
	ls -dr "$node_home"/.nvm/versions/node/*/bin/node 2>/dev/null || :
	printf '%s\n' "$node_home/.volta/bin/node" "$node_home/.local/bin/node" "$node_home/bin/node"
}

# Sets $node to the path of a suitable Node.js or ends with one line.
find_node() {
	node=$(node_candidates | while read -r node_path; do
		if node_suits "$node_path"; then
			printf '%s\n' "$node_path"
			break
		fi
	done)
	[ -z "$node" ] || return 0
	if [ -n "$must_be_roots" ]; then
		echo "sysshark: root runs only a Node.js that no other user can change, and found none of version 20.17 or newer: install one for all users, with files and folders owned by root (such as /usr/bin/node)" >&2
	else
		echo "sysshark: requires Node.js 20.17 or newer, but found none on PATH${SUDO_USER:+ or with $SUDO_USER}" >&2
	fi
	exit 1
}
