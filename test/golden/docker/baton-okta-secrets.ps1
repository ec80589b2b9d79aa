# Secret values for baton-okta. Written by c1ctl.
[Environment]::SetEnvironmentVariable('BATON_OKTA_PRIVATE_KEY', [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCmJXRmtaU0IxY0E9PQotLS0tLUVORCBQUklWQVRFIEtFWS0tLS0tCg==')))
