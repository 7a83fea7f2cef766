# PostgreSQL in which a transaction keeps a row locked, while another one wants it.
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
mkdir data
chown postgres data
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
as_postgres "$bin/initdb" -D data -A trust -N >/dev/null 2>&1
as_postgres "$bin/postgres" -D data -k "$PWD/data" -c listen_addresses= -c autovacuum=off >server.log 2>&1 &
export PGHOST="$PWD/data" PGUSER=postgres
until psql -qc 'select 1' >/dev/null 2>&1; do sleep 0.1; done
psql -qc 'create table stock as select i as item, 100 as count from generate_series(1, 10) i'
echo ready
while :; do
  psql -q -c 'begin; update stock set count = 90 where item = 7; select pg_sleep(0.4); commit' >/dev/null &
  sleep 0.1
  psql -q -c 'update stock set count = count - 1 where item = 7' >/dev/null
  sleep 0.5
done
