# Runs baton-asana with docker. Written by c1ctl.
$ErrorActionPreference = 'Stop'
Push-Location -LiteralPath $PSScriptRoot
try {
    $user = '65532:65532'
    if (docker ps --all --quiet --filter 'name=^/baton-asana$') { docker rm --force 'baton-asana' | Out-Null }
    $arguments = @(
        'run'
        '--detach'
        '--restart=unless-stopped'
        '--name=baton-asana'
        '--pull=missing'
        "--user=$user"
        '--read-only'
        '--tmpfs=/tmp'
        '--workdir=/tmp'
        '--cap-drop=ALL'
        '--security-opt=no-new-privileges'
        '--memory=1073741824'
        '--memory-reservation=134217728'
        '--env-file=baton-asana.env'
        '--env-file=baton-asana-secrets.env'
        'public.ecr.aws/conductorone/baton-asana:0.1.41'
    )
    & docker @arguments
    $status = $LASTEXITCODE
} finally {
    Pop-Location
}
exit $status
