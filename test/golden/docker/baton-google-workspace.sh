#!/bin/sh
# Runs baton-google-workspace with docker. Written by c1ctl.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"
# Nobody but their owner may read the uploaded files: the container runs as the owner.
if [ "$(id -u)" -eq 0 ]; then
  user=65532:65532
  chown 65532:65532 baton-google-workspace-files/credentials-json-file-path.json
else
  user="$(id -u):$(id -g)"
fi
docker rm --force baton-google-workspace >/dev/null 2>&1 || :
exec docker run \
  --detach \
  --restart=unless-stopped \
  --name=baton-google-workspace \
  --pull=missing \
  --user="$user" \
  --read-only \
  --tmpfs=/tmp \
  --workdir=/tmp \
  --cap-drop=ALL \
  --security-opt=no-new-privileges \
  --memory=1073741824 \
  --memory-reservation=134217728 \
  --env-file=baton-google-workspace.env \
  --env-file=baton-google-workspace-secrets.env \
  --mount=type=bind,source=./baton-google-workspace-files/credentials-json-file-path.json,target=/etc/baton/credentials-json-file-path.json,readonly \
  public.ecr.aws/conductorone/baton-google-workspace:0.3.1
