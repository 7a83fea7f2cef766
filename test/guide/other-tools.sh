# A server, whose calls can be looked at.
perl -e '$0 = "shopd"; select undef, undef, undef, 0.1 while open my $f, "<", "/etc/hostname"' &
echo 'cart 17' > prices
sysshark -w capture.scap -- sh -c 'cat prices /nope; ls / | wc -l; curl -s http://127.0.0.1:1/' >/dev/null 2>&1
echo ready
wait
