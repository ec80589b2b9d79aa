# Runs baton-google-workspace with docker. Written by c1ctl.
$ErrorActionPreference = 'Stop'
Push-Location -LiteralPath $PSScriptRoot
try {
    $user = '65532:65532'
    # Nobody but their owner may read the uploaded files: on Linux the container runs as the owner.
    if ($IsLinux) { $user = "$(id -u):$(id -g)" }
    if (docker ps --all --quiet --filter 'name=^/baton-google-workspace$') { docker rm --force 'baton-google-workspace' | Out-Null }
    $arguments = @(
        'run'
        '--detach'
        '--restart=unless-stopped'
        '--name=baton-google-workspace'
        '--pull=missing'
        "--user=$user"
        '--read-only'
        '--tmpfs=/tmp'
        '--workdir=/tmp'
        '--cap-drop=ALL'
        '--security-opt=no-new-privileges'
        '--memory=1073741824'
        '--memory-reservation=134217728'
        '--env-file=baton-google-workspace.env'
        '--env-file=baton-google-workspace-secrets.env'
        '--mount=type=bind,source=./baton-google-workspace-files/credentials-json-file-path.json,target=/etc/baton/credentials-json-file-path.json,readonly'
        'public.ecr.aws/conductorone/baton-google-workspace:0.3.1'
    )
    & docker @arguments
    $status = $LASTEXITCODE
} finally {
    Pop-Location
}
exit $status
