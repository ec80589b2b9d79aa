# Secret values for baton-google-workspace. Written by c1ctl.
export BATON_CLIENT_ID=google-1@acme.conductor.one/pcc
export BATON_CLIENT_SECRET=secret-token:conductorone.com:made-up:v1:bWFkZSB1cA
