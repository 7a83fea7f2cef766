# A web server, and a client that asks it once while it is captured.
cat > shopd <<'PERL'
#!/usr/bin/perl
use IO::Socket::INET;
my $server = IO::Socket::INET->new(Listen => 5, ReuseAddr => 1, LocalAddr => '127.0.0.1', LocalPort => 8655) or die;
open my $up, '>', 'shopd.up';
while (my $client = $server->accept) {
  sysread $client, my $request, 4096;
  syswrite $client, "HTTP/1.0 200 OK\r\nContent-Length: 8\r\n\r\nwelcome\n";
  # the client is to end first
  select undef, undef, undef, 0.3;
}
PERL
chmod 755 shopd
./shopd &
until [ -e shopd.up ]; do sleep 0.05; done
sysshark -s 4000 -w capture.scap -- curl -s --noproxy '*' -A shop -H 'Accept:' http://127.0.0.1:8655/ >/dev/null 2>&1
echo ready
exec sleep 1000
