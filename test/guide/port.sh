# A server on port 8644, a client that asks often, and one that asks rarely.
cat > shopd <<'PERL'
#!/usr/bin/perl
use IO::Socket::INET;
my $server = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1', LocalPort => 8644, ReuseAddr => 1) or die;
$| = 1;
print "ready\n";
while (my $client = $server->accept) {
  sysread $client, my $request, 4096;
  syswrite $client, "stock 17\n" x 40;
}
PERL
cat > poller <<'PERL'
#!/usr/bin/perl
use IO::Socket::INET;
for (;;) {
  my $shop = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 8644) or next;
  syswrite $shop, "GET stock\n";
  1 while sysread $shop, my $answer, 4096;
  select undef, undef, undef, 0.05;
}
PERL
chmod 755 shopd poller
./poller &
exec ./shopd
