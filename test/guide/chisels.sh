# Two captures: a server that talks with one client, and a pipeline of commands.
cat > talk <<'PERL'
#!/usr/bin/perl
use Socket;
socket(my $server, PF_INET, SOCK_STREAM, 0);
bind($server, sockaddr_in(8656, INADDR_LOOPBACK)) or die;
listen($server, 5);
if (my $pid = fork) {
  accept(my $peer, $server);
  for (1 .. 10) { sysread $peer, my $question, 420; syswrite $peer, 'y' x 180 }
  waitpid $pid, 0;
} else {
  socket(my $peer, PF_INET, SOCK_STREAM, 0);
  connect($peer, sockaddr_in(8656, INADDR_LOOPBACK));
  for (1 .. 10) { syswrite $peer, 'x' x 420; sysread $peer, my $answer, 180; select undef, undef, undef, 0.01 }
}
PERL
chmod 755 talk
sysshark -w talk.scap -- ./talk >/dev/null 2>&1
sysshark -w listing.scap -- sh -c 'cat /etc/passwd | sort; sleep 0.1; cat /etc/no-such-file' >/dev/null 2>&1
echo ready
exec sleep 1000
