#!/bin/bash
# Run once by the PostgreSQL image, on an empty volume: the two roles, the database, its extensions.
set -euo pipefail

# Passwords reach psql through the environment, so that no list of processes shows them.
DATABASE_OWNER_PASSWORD=${DATABASE_OWNER_PASSWORD:-$(cat "$DATABASE_OWNER_PASSWORD_FILE")}
DATABASE_APPLICATION_PASSWORD=${DATABASE_APPLICATION_PASSWORD:-$(cat "$DATABASE_APPLICATION_PASSWORD_FILE")}
export DATABASE_OWNER_PASSWORD DATABASE_APPLICATION_PASSWORD
psql --username="${POSTGRES_USER:-postgres}" --dbname=postgres --set=ON_ERROR_STOP=1 <<'SQL'
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv application_password DATABASE_APPLICATION_PASSWORD
CREATE ROLE factcheck_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE factcheck_app LOGIN PASSWORD :'application_password';
CREATE DATABASE factcheck OWNER factcheck_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
\connect factcheck
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
CREATE EXTENSION vector;
SQL
