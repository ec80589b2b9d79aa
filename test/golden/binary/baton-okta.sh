#!/bin/sh
# Runs baton-okta on this machine. Written by c1ctl.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"
here=$(pwd)
# Where `go install` puts programs, if the shell does not look there anyway.
PATH="$PATH:${GOBIN:-${GOPATH:-$HOME/go}/bin}"
if ! command -v baton-okta >/dev/null 2>&1; then
  cat >&2 <<'END'
baton-okta is not installed. With Homebrew:
  brew install conductorone/baton/baton-okta
From source:
  go install github.com/conductorone/baton-okta/cmd/baton-okta@main
END
  exit 127
fi
export BATON_HOST_ID=baton-okta
export BATON_AUTH_METHOD=private-key-group
export BATON_DOMAIN=acme.okta.com
export BATON_FILTER_EMAIL_DOMAINS=example.com,example.org
export BATON_OKTA_CLIENT_ID=0oa1
export BATON_OKTA_PRIVATE_KEY_ID=key-1
export HTTPS_PROXY=http://proxy.example.com:3128
export NOTE='50% of $HOME, it'\''s "{{ quoted }}" # here'
export NO_PROXY=.internal,10.0.0.0/8
export SSL_CERT_DIR=/etc/ssl/certs:"$here"/baton-okta-ca
. ./baton-okta-secrets.sh
# It writes sync.c1z and debug.log into the directory that it runs in.
state="${XDG_STATE_HOME:-$HOME/.local/state}"/baton-okta
mkdir -p -- "$state"
chmod 700 -- "$state"
cd -- "$state"
exec baton-okta
