# Secret values for baton-okta. Written by c1ctl.
export BATON_CLIENT_ID=okta-1@acme.conductor.one/pcc
export BATON_CLIENT_SECRET=secret-token:conductorone.com:made-up:v1:bWFkZSB1cA
export BATON_OKTA_PRIVATE_KEY='-----BEGIN PRIVATE KEY-----
bWFkZSB1cA==
-----END PRIVATE KEY-----
'
