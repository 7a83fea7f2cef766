# A program is to read a file in a folder that is missing.
sysshark -w capture.scap -- cat /etc/nope/deeper/file >/dev/null 2>&1
echo ready
exec sleep 1000
