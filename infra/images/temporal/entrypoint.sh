#!/bin/sh
# Temporal's development server on one SQLite file, set up as the platform needs it.
set -eu
rm -f /tmp/ready

# The development server keeps closed executions for a day; the reconciler counts on 30.
set_retention() {
  until temporal operator namespace update --namespace default --retention 30d >/dev/null 2>&1; do
    sleep 0.2
  done
  touch /tmp/ready
}
set_retention &

# Write-ahead log and synchronous=normal: a crash of the process loses nothing, a power cut at most
# the last transactions, and each commit is several times cheaper.
exec temporal server start-dev \
  --ip 0.0.0.0 --port 7233 --ui-ip 0.0.0.0 --ui-port 8233 \
  --log-level warn --log-format json \
  --db-filename /data/temporal.db \
  --sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=normal \
  --dynamic-config-value frontend.WorkerCommandsEnabled=true \
  --dynamic-config-value system.enableCancelActivityWorkerCommand=true \
  --search-attribute SynState=Keyword \
  --search-attribute SynPhase=Keyword \
  --search-attribute SynTrigger=Keyword \
  --search-attribute SynDefinition=Keyword \
  --search-attribute SynRepo=Keyword
