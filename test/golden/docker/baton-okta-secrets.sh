# Secret values for baton-okta. Written by c1ctl.
export BATON_OKTA_PRIVATE_KEY='-----BEGIN PRIVATE KEY-----
bWFkZSB1cA==
-----END PRIVATE KEY-----
'
