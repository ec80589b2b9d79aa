#!/bin/sh
# Runs baton-okta with docker. Written by c1ctl.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"
user=65532:65532
# Values that an env file has no way to write.
. ./baton-okta-secrets.sh
docker rm --force baton-okta >/dev/null 2>&1 || :
exec docker run \
  --detach \
  --restart=unless-stopped \
  --name=baton-okta \
  --pull=missing \
  --user="$user" \
  --read-only \
  --tmpfs=/tmp \
  --workdir=/tmp \
  --cap-drop=ALL \
  --security-opt=no-new-privileges \
  --memory=1073741824 \
  --memory-reservation=134217728 \
  --env-file=baton-okta.env \
  --env-file=baton-okta-secrets.env \
  --env=BATON_OKTA_PRIVATE_KEY \
  --mount=type=bind,source=./baton-okta-ca/ca.crt,target=/etc/baton-ca/ca.crt,readonly \
  public.ecr.aws/conductorone/baton-okta:0.5.2@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
