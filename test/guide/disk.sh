# A service writes far too much to its log, while others write a little.
mkdir -p log
cat > shopd <<'PERL'
#!/usr/bin/perl
open my $log, '>', 'log/debug.log' or die;
$| = 1;
print "ready\n";
for (;;) {
  syswrite $log, "DEBUG cart: item 17 in stock\n" x 2000;
  seek $log, 0, 0 if tell $log > 1e8;
  select undef, undef, undef, 0.005;
}
PERL
printf '#!/bin/sh\n./shopd\n' > supervise
chmod 755 shopd supervise
exec ./supervise
