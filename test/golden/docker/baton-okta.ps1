# Runs baton-okta with docker. Written by c1ctl.
$ErrorActionPreference = 'Stop'
Push-Location -LiteralPath $PSScriptRoot
try {
    $user = '65532:65532'
    # Values that an env file has no way to write.
    . './baton-okta-secrets.ps1'
    if (docker ps --all --quiet --filter 'name=^/baton-okta$') { docker rm --force 'baton-okta' | Out-Null }
    $arguments = @(
        'run'
        '--detach'
        '--restart=unless-stopped'
        '--name=baton-okta'
        '--pull=missing'
        "--user=$user"
        '--read-only'
        '--tmpfs=/tmp'
        '--workdir=/tmp'
        '--cap-drop=ALL'
        '--security-opt=no-new-privileges'
        '--memory=1073741824'
        '--memory-reservation=134217728'
        '--env-file=baton-okta.env'
        '--env-file=baton-okta-secrets.env'
        '--env=BATON_OKTA_PRIVATE_KEY'
        '--mount=type=bind,source=./baton-okta-ca/ca.crt,target=/etc/baton-ca/ca.crt,readonly'
        'public.ecr.aws/conductorone/baton-okta:0.5.2@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
    )
    & docker @arguments
    $status = $LASTEXITCODE
} finally {
    Remove-Item -LiteralPath 'Env:BATON_OKTA_PRIVATE_KEY' -ErrorAction SilentlyContinue
    Pop-Location
}
exit $status
