#!/bin/sh
# Captures a web server from its start to its end, with a request, and tests that its story is complete: births, execs, connection,
# answer. Ends with a line "N passed, N failed, N skipped". For machines without the tests' tools (test/kernels/boot-arm64.sh).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
file=$folder/web.scap
chmod 755 "$folder"
mkdir "$folder/www"
echo 'hello from the web server' >"$folder/www/index.html"
cat >"$folder/nginx.conf" <<END
daemon off; user root; worker_processes 1; pid $folder/pid; error_log $folder/error.log;
events { worker_connections 64; }
http {
  access_log $folder/access.log;
  client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
  server { listen 127.0.0.1:8642; root $folder/www; }
}
END
cat >"$folder/story" <<END
nginx -p $folder -c $folder/nginx.conf &
until curl -s -o $folder/answer http://127.0.0.1:8642/index.html; do sleep 0.5; done
kill -QUIT \$!
wait
END
bin/sysshark -w "$file" -- sh "$folder/story"
cat "$folder/answer"

passed=0
failed=0
# Whether an event of the capture passes the filter.
check() {
	what=$1
	if [ -n "$(bin/sysshark -r "$file" -n 1 "$2")" ]; then passed=$((passed + 1)); else
		failed=$((failed + 1))
		echo "failed: $what: $2"
	fi
}
check 'the server is executed' 'evt.type=execve and evt.dir=< and proc.name=nginx and proc.exepath contains nginx'
check 'by a shell' 'proc.name=nginx and proc.pname=sh'
check 'its worker is born' 'evt.type in (clone,clone3,fork) and evt.rawres>0 and proc.name=nginx'
check 'the worker has its own event of that' 'evt.type in (clone,clone3,fork) and evt.dir=< and evt.rawres=0 and proc.name=nginx and proc.pname=nginx'
check 'the worker is its child' 'evt.type=accept4 and proc.name=nginx and proc.pname=nginx'
check 'it listens' 'evt.type=listen and proc.name=nginx'
check 'the client connects' 'evt.type=connect and proc.name=curl and fd.sport=8642'
check 'the worker accepts' 'evt.type=accept4 and proc.name=nginx and fd.sport=8642 and fd.num>0'
check 'it opens the file' "evt.type=openat and proc.name=nginx and fd.name=$folder/www/index.html"
check 'the answer is read' 'proc.name=curl and evt.buffer contains "200 OK"'
check 'calls without an event of their own have arguments' 'evt.type=newfstatat or evt.type=epoll_ctl and evt.rawres>=0'
check 'the server ends' 'evt.type=procexit and proc.name=nginx'
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
