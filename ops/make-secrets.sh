#!/bin/bash
# Make the secrets that docker-compose.yml reads: in secrets/ beside it, or in the folder given. Secrets
# that exist are kept. Only the folder's owner can enter it; the users in the containers can read its files.
#
#     ops/make-secrets.sh [FOLDER [GROUP]]
#
# Without containers GROUP, the web server's, may enter it, too, but not read the passwords of the other roles.
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"
umask 077
mkdir -p secrets
cd secrets
make() { # NAME COMMAND…: what the command prints
    [ -e "$1" ] && return
    "${@:2}" > "$1.new"
    chmod 444 "$1.new"
    mv "$1.new" "$1"
}
make secret-key openssl rand -base64 48
for role in superuser owner application signer; do
    make "$role-password" openssl rand -hex 32
done
make database-url printf 'postgresql://factcheck_app:%s@database/factcheck' "$(<application-password)"
make database-owner-url printf 'postgresql://factcheck_owner:%s@database/factcheck' "$(<owner-password)"
make signer-database-url printf 'postgresql://factcheck_signer:%s@database/factcheck' "$(<signer-password)"
# Past a connection pooler, for workers and commands; empty: there is no pooler.
make database-direct-url true
# A hot standby that exports are read from; empty: none.
make database-exports-replica-url true
# For the servers of others; empty: none. bucket-keys is a credentials file of boto3.
make email-password true
make notices-webhook true
make bucket-keys true
make web-archive-keys true
make oidc-client-secret true
# For Prometheus.
make monitoring-token openssl rand -hex 32
# Backups are encrypted once this has a passphrase.
make backup-passphrase true
# Earlier secret keys.
make secret-key-fallbacks true
if [ -n "${2:-}" ]; then
    chown -R "root:$2" .
    chmod 710 .
    chmod 400 {superuser,owner,signer}-password database-owner-url signer-database-url
fi
