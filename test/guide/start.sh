# A server whose port is taken, and another one without its configuration.
cat > shopd <<'PERL'
#!/usr/bin/perl
use IO::Socket::INET;
my $conf = (grep { -r } '/etc/shop/shop.conf', "$ENV{HOME}/.shop.conf")[0] // './shop.conf';
open(my $file, '<', $conf) or die "shopd: cannot start\n";
my $port = <$file> + 0;
IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1', LocalPort => $port) or die "shopd: cannot start\n";
PERL
chmod 755 shopd
exec perl -MIO::Socket::INET -e '
  my $taken = IO::Socket::INET->new(Listen => 5, ReuseAddr => 1, LocalAddr => "127.0.0.1", LocalPort => 8642) or die;
  $| = 1; print "ready\n"; sleep 600'
