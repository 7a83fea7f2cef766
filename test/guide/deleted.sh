# A cleanup job that removes more than it should, now and then.
mkdir -p uploads
cat > nightly.sh <<'SH'
#!/bin/sh
while :; do
  echo order > uploads/order-17.pdf
  sleep 0.4
  find uploads -name '*.pdf' -exec rm -f {} +
done
SH
chmod 755 nightly.sh
./nightly.sh &
echo ready
wait
