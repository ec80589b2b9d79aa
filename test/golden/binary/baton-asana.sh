#!/bin/sh
# Runs baton-asana on this machine. Written by c1ctl.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"
# Where `go install` puts programs, if the shell does not look there anyway.
PATH="$PATH:${GOBIN:-${GOPATH:-$HOME/go}/bin}"
if ! command -v baton-asana >/dev/null 2>&1; then
  cat >&2 <<'END'
baton-asana is not installed. With Homebrew:
  brew install conductorone/baton/baton-asana
From source:
  go install github.com/conductorone/baton-asana/cmd/baton-asana@main
END
  exit 127
fi
export BATON_HOST_ID=baton-asana
export BATON_DEFAULT_WORKSPACE_ID=007
export HTTPS_PROXY=http://proxy.example.com:3128
export NO_PROXY=.internal,10.0.0.0/8
. ./baton-asana-secrets.sh
# It writes sync.c1z and debug.log into the directory that it runs in.
state="${XDG_STATE_HOME:-$HOME/.local/state}"/baton-asana
mkdir -p -- "$state"
chmod 700 -- "$state"
cd -- "$state"
exec baton-asana
