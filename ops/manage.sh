#!/bin/bash
# A command of manage.py on a server without Docker, for root (docs/production.md):
#
#     ops/manage.sh COMMAND …             as the web server's user, with /etc/factcheck.env
#     ops/manage.sh --owner COMMAND …     as root, with the owner's role, whose password that user must not read
#     ops/manage.sh --signer COMMAND …    as the signer's user, with /etc/factcheck-signer.env
set -euo pipefail
app=$(cd "$(dirname "$0")/.." && pwd)
user=factcheck settings=/etc/factcheck.env
case ${1:-} in
    --owner) user=root; shift ;;
    --signer) user=factcheck-signer settings=/etc/factcheck-signer.env; shift ;;
esac
if [ "$user" != root ]; then
    # What root's shell has exported isn't for these users, such as the owner's password.
    for name in $(compgen -e); do
        case $name in PATH | HOME | LANG | LC_* | TERM | TMPDIR) ;; *) unset "$name" ;; esac
    done
fi
set -a
# shellcheck source=/dev/null
. "$settings"
if [ "$user" = root ]; then
    DATABASE_OWNER_URL=postgresql://factcheck_owner:$(<"$app/../secrets/owner-password")@127.0.0.1/factcheck
fi
set +a
cd "$app"
exec runuser --user "$user" -- .venv/bin/python manage.py "$@"
