# Starts PostgreSQL on its volume. It stands in for the image's own entrypoint, which looks at role, password and
# databases only while the volume is empty: here they are made what the stack says at every start.
# environment: PGDATA, ROLE, PASSWORD, DATABASES (separated by blanks), TERMINATION_LOG (what Kubernetes reads, and
# `pulumi up` prints, when the container has ended); arguments: those of the server.
set -eu

refuse() {
  echo "holdfast: $*" | tee "$TERMINATION_LOG" >&2
  exit 1
}

version=$(postgres --version)
# "postgres (PostgreSQL) 18.1 …"
major=${version#*) }
major=${major%%[!0-9]*}
[ "$major" -ge 14 ] || refuse "the image has $version, and 14 is the oldest that works here:" \
  "set holdfast:database.image to a newer one"

# The folder alone says nothing: images declare volumes, and whatever mounts those leaves an empty folder, perhaps root's.
if [ ! -e "$PGDATA/PG_VERSION" ]; then
  if [ -e "$PGDATA" ]; then
    found=$(ls -A "$PGDATA")
    [ -z "$found" ] || refuse "$PGDATA holds no database (PG_VERSION is missing), but other things," \
      "which are left as they are: $(echo "$found" | paste -sd ' ')." \
      "Move them off the volume, or delete the volume's claim if nothing on it is needed"
  fi
  # A start that was cut off here leaves half a cluster, which is never taken for a whole one.
  rm -rf "$PGDATA.half"
  initdb --pgdata="$PGDATA.half" --username=postgres --auth=reject --encoding=UTF8 --locale=C --no-instructions
  # Removes only what is empty.
  [ ! -e "$PGDATA" ] || rmdir "$PGDATA"
  mv "$PGDATA.half" "$PGDATA"
fi
data=$(cat "$PGDATA/PG_VERSION")
[ "$data" = "$major" ] || refuse "the volume holds data of PostgreSQL $data, which the image's PostgreSQL $major" \
  "cannot read. Nothing was changed: set holdfast:database.image to an image of PostgreSQL $data again." \
  "To go to $major, see \"Moving to other volumes\" in docs/operations.md"
# Who wrote it is gone with their container, and their number, often 1, is now somebody else's. That there is no second
# server on the volume is what a StatefulSet promises: a lock between containers would say nothing about it.
rm -f "$PGDATA/postmaster.pid"
# Some kinds of volumes come back with the group's permissions, and PostgreSQL refuses those.
chmod 0700 "$PGDATA"
# The superuser cannot be reached from outside at all.
echo "host all $ROLE all scram-sha-256" > "$PGDATA/pg_hba.conf"

# One statement a line. Nobody else can be connected yet, and no statement gets into the log.
sql() {
  postgres --single -D "$PGDATA" -c exit_on_error=on -c log_min_error_statement=panic postgres
}
present=$(
  sql <<EOF
DO 'BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ''$ROLE'') THEN CREATE ROLE "$ROLE"; END IF; END'
ALTER ROLE "$ROLE" LOGIN PASSWORD '$(printf %s "$PASSWORD" | sed "s/'/''/g")'
SELECT datname FROM pg_database
EOF
)
for name in $DATABASES; do
  case $present in
    *"\"$name\""*) ;;
    *) echo "CREATE DATABASE \"$name\" OWNER \"$ROLE\"" | sql > /dev/null ;;
  esac
done

# As the container's first process, so that it hears the signals itself.
exec postgres -D "$PGDATA" "$@"
