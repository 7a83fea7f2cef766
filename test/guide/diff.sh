# A report is made with its configuration, and again without it: then it waits for a default forty times.
mkdir -p conf
echo 'size = 10' > conf/app.conf
cat > report.pl <<'PERL'
my $size = 0;
if (open my $conf, '<', $ARGV[0]) { $size = <$conf> }
else { system '/usr/bin/sleep', '0.02' for 1 .. 40 }
for (1 .. 60) { open my $file, '<', '/etc/passwd'; my @lines = <$file> }
PERL
sysshark -w good.scap -- perl report.pl conf/app.conf >/dev/null 2>&1
mv conf/app.conf conf/app.conf.old
sysshark -w bad.scap -- perl report.pl conf/app.conf >/dev/null 2>&1
echo ready
exec sleep 1000
