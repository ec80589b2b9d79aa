# Secret values for baton-asana. Written by c1ctl.
export BATON_CLIENT_ID=asana-1@acme.conductor.one/pcc
export BATON_CLIENT_SECRET=secret-token:conductorone.com:made-up:v1:bWFkZSB1cA
export BATON_TOKEN=made-up-asana-token
