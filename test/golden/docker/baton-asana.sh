#!/bin/sh
# Runs baton-asana with docker. Written by c1ctl.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"
user=65532:65532
docker rm --force baton-asana >/dev/null 2>&1 || :
exec docker run \
  --detach \
  --restart=unless-stopped \
  --name=baton-asana \
  --pull=missing \
  --user="$user" \
  --read-only \
  --tmpfs=/tmp \
  --workdir=/tmp \
  --cap-drop=ALL \
  --security-opt=no-new-privileges \
  --memory=1073741824 \
  --memory-reservation=134217728 \
  --env-file=baton-asana.env \
  --env-file=baton-asana-secrets.env \
  public.ecr.aws/conductorone/baton-asana:0.1.41
