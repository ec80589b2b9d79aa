#!/bin/sh
# Runs baton-google-workspace on this machine. Written by c1ctl.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"
here=$(pwd)
# Where `go install` puts programs, if the shell does not look there anyway.
PATH="$PATH:${GOBIN:-${GOPATH:-$HOME/go}/bin}"
if ! command -v baton-google-workspace >/dev/null 2>&1; then
  cat >&2 <<'END'
baton-google-workspace is not installed. With Homebrew:
  brew install conductorone/baton/baton-google-workspace
From source:
  go install github.com/conductorone/baton-google-workspace/cmd/baton-google-workspace@main
END
  exit 127
fi
export BATON_HOST_ID=baton-google-workspace
export BATON_ADMINISTRATOR_EMAIL=admin@example.com
export BATON_CUSTOMER_ID=C01abc2de
export HTTPS_PROXY=http://proxy.example.com:3128
export NO_PROXY=.internal,10.0.0.0/8
export BATON_CREDENTIALS_JSON_FILE_PATH="$here"/baton-google-workspace-files/credentials-json-file-path.json
. ./baton-google-workspace-secrets.sh
# It writes sync.c1z and debug.log into the directory that it runs in.
state="${XDG_STATE_HOME:-$HOME/.local/state}"/baton-google-workspace
mkdir -p -- "$state"
chmod 700 -- "$state"
cd -- "$state"
exec baton-google-workspace
