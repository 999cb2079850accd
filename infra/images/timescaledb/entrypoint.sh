#!/bin/sh
# Initialises the cluster at the first start, then runs PostgreSQL in the foreground.
#
#   POSTGRES_PASSWORD    superuser `postgres`
#   SYN_OWNER_PASSWORD   `syn_owner`: owns the database and its schema, runs migrations
#   SYN_APP_PASSWORD     `syn_app`: what api, worker and gateway connect as
#
# The roles' passwords are set again at every start, so changing one in the environment is enough.
set -eu

: "${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}"
: "${SYN_OWNER_PASSWORD:?set SYN_OWNER_PASSWORD}"
: "${SYN_APP_PASSWORD:?set SYN_APP_PASSWORD}"

init_cluster() {
  # An initialisation that was cut leaves no marker and is started afresh.
  find "$PGDATA" -mindepth 1 -delete
  initdb --username=postgres --auth-local=trust --auth-host=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --data-checksums >/dev/null
  echo "include '/etc/syntropic/settings.conf'" >> "$PGDATA/postgresql.conf"
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
}

sql() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres "$@"; }

create_database() {
  sql <<'SQL'
CREATE ROLE syn_owner LOGIN;
CREATE ROLE syn_app LOGIN;
CREATE DATABASE syntropic OWNER syn_owner;
SQL
  sql --dbname=syntropic <<'SQL'
CREATE EXTENSION timescaledb;
ALTER SCHEMA public OWNER TO syn_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO syn_app;
SQL
}

set_passwords() {
  # Read from the environment by psql itself: nothing of it shows in a process list.
  sql <<'SQL'
\getenv superuser_password POSTGRES_PASSWORD
\getenv owner_password SYN_OWNER_PASSWORD
\getenv app_password SYN_APP_PASSWORD
ALTER ROLE postgres PASSWORD :'superuser_password';
ALTER ROLE syn_owner PASSWORD :'owner_password';
ALTER ROLE syn_app PASSWORD :'app_password';
SQL
}

[ -e "$PGDATA/syntropic.initialised" ] || init_cluster
pg_ctl --silent --wait --options="-c listen_addresses=''" start >/dev/null
[ -e "$PGDATA/syntropic.initialised" ] || create_database
set_passwords
pg_ctl --silent --wait --mode=fast stop
touch "$PGDATA/syntropic.initialised"
unset POSTGRES_PASSWORD SYN_OWNER_PASSWORD SYN_APP_PASSWORD
exec postgres
