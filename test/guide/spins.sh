# A program that asks for data that is not there, over and over, and another one that only computes.
cat > importer <<'PERL'
#!/usr/bin/perl
use Fcntl;
pipe(my $in, my $out);
fcntl $in, F_SETFL, O_NONBLOCK;
$| = 1;
print "ready\n";
sysread $in, my $line, 4096 for 1 .. 1e9;
PERL
chmod 755 importer
exec ./importer
