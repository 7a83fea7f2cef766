# nginx in front of a shop that is fast, except that it waits for stock that it asks another server for.
mkdir -p www
cat > stock <<'PERL'
#!/usr/bin/perl
use IO::Socket::INET;
my $server = IO::Socket::INET->new(Listen => 5, ReuseAddr => 1, LocalAddr => '127.0.0.1', LocalPort => 8647) or die;
open my $up, '>', 'stock.up';
while (my $client = $server->accept) {
  sysread $client, my $request, 4096;
  select undef, undef, undef, 0.3;
  syswrite $client, "17\n";
}
PERL
cat > shopd <<'PERL'
#!/usr/bin/perl
use IO::Socket::INET;
my $server = IO::Socket::INET->new(Listen => 5, ReuseAddr => 1, LocalAddr => '127.0.0.1', LocalPort => 8646) or die;
open my $up, '>', 'shopd.up';
while (my $client = $server->accept) {
  sysread $client, my $request, 4096;
  my $answer = 'welcome';
  if ($request =~ m(/cart)) {
    my $stock = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 8647);
    syswrite $stock, "cart\n";
    sysread $stock, $answer, 100;
  }
  syswrite $client, "HTTP/1.0 200 OK\r\nContent-Length: " . length($answer) . "\r\n\r\n$answer";
}
PERL
chmod 755 stock shopd
./stock &
./shopd &
cat > nginx.conf <<CONF
daemon off;
master_process off;
user root;
pid $PWD/nginx.pid;
error_log $PWD/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path $PWD/body;
  proxy_temp_path $PWD/proxy;
  fastcgi_temp_path $PWD/fastcgi;
  uwsgi_temp_path $PWD/uwsgi;
  scgi_temp_path $PWD/scgi;
  server { listen 127.0.0.1:8645; location / { proxy_pass http://127.0.0.1:8646; } }
}
CONF
nginx -p "$PWD" -c "$PWD/nginx.conf" &
until curl -s -o /dev/null http://127.0.0.1:8645/ && [ -e stock.up ]; do sleep 0.05; done
echo ready
while :; do
  curl -s -o /dev/null http://127.0.0.1:8645/
  curl -s -o /dev/null http://127.0.0.1:8645/cart
  sleep 0.1
done
