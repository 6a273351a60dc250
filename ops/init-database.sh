#!/bin/bash
# A newsroom's database: its roles, the database, its extensions, who may connect, and time limits.
#
#     ops/init-database.sh [NAME]
#
# NAME is factcheck unless given; the roles are NAME_owner, NAME_app and, where a password is given for it,
# NAME_signer, which signs the public log and only reads. Run it as PostgreSQL's superuser, with
# the passwords in DATABASE_OWNER_PASSWORD, DATABASE_APPLICATION_PASSWORD and DATABASE_SIGNER_PASSWORD (or in
# files that …_PASSWORD_FILE name). Run again, it makes what is missing and sets passwords and limits again. The
# PostgreSQL image runs it on an empty volume.
set -euo pipefail

name=${1:-factcheck}
[[ $name =~ ^[a-z][a-z0-9_]{0,40}$ ]] \
    || { echo "A name has small letters, digits and _, and begins with a letter: not “$name”." >&2; exit 2; }
# Passwords reach psql through the environment, so that no list of processes shows them.
DATABASE_OWNER_PASSWORD=${DATABASE_OWNER_PASSWORD:-$(cat "${DATABASE_OWNER_PASSWORD_FILE:?or DATABASE_OWNER_PASSWORD}")}
DATABASE_APPLICATION_PASSWORD=${DATABASE_APPLICATION_PASSWORD:-$(cat "${DATABASE_APPLICATION_PASSWORD_FILE:?or DATABASE_APPLICATION_PASSWORD}")}
if [[ -z ${DATABASE_SIGNER_PASSWORD:-} && -n ${DATABASE_SIGNER_PASSWORD_FILE:-} ]]; then
    DATABASE_SIGNER_PASSWORD=$(cat "$DATABASE_SIGNER_PASSWORD_FILE")
fi
export DATABASE_OWNER_PASSWORD DATABASE_APPLICATION_PASSWORD DATABASE_SIGNER_PASSWORD=${DATABASE_SIGNER_PASSWORD:-}
psql --username="${POSTGRES_USER:-postgres}" --dbname=postgres --quiet --no-psqlrc --set=ON_ERROR_STOP=1 \
    --set=name="$name" --set=owner="${name}_owner" --set=application="${name}_app" \
    --set=signer="${name}_signer" --set=signs="${DATABASE_SIGNER_PASSWORD:+yes}" <<'SQL'
SET client_min_messages = warning;
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv application_password DATABASE_APPLICATION_PASSWORD
SELECT format('CREATE ROLE %I LOGIN', role) FROM unnest(ARRAY[:'owner', :'application']) role
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
ALTER ROLE :"owner" PASSWORD :'owner_password';
ALTER ROLE :"application" PASSWORD :'application_password';
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''', :'name', :'owner')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"application";
ALTER ROLE :"application" IN DATABASE :"name" SET statement_timeout = '5s';
ALTER ROLE :"application" IN DATABASE :"name" SET lock_timeout = '20s';
ALTER ROLE :"application" IN DATABASE :"name" SET idle_in_transaction_session_timeout = '1min';
ALTER ROLE :"application" IN DATABASE :"name" SET deadlock_timeout = '3s';
ALTER ROLE :"application" IN DATABASE :"name" SET client_connection_check_interval = '2s';
ALTER ROLE :"application" IN DATABASE :"name" SET log_error_verbosity = 'terse';
ALTER ROLE :"application" IN DATABASE :"name" SET jit = 'off';
ALTER ROLE :"application" IN DATABASE :"name" SET log_min_error_statement = 'panic';
SELECT :'signs' = 'yes' AS signs \gset
\if :signs
\getenv signer_password DATABASE_SIGNER_PASSWORD
SELECT format('CREATE ROLE %I LOGIN', :'signer') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'signer') \gexec
ALTER ROLE :"signer" PASSWORD :'signer_password';
GRANT CONNECT ON DATABASE :"name" TO :"signer";
\endif
\connect :"name"
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS vector;
SQL
