// Made for these tests alone and valid for 127.0.0.1: openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500
// -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1

/** A self-signed certificate that nobody trusts, and its key. */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXz+6O2rTt9mWJ50Z
b3cWcrPAmnT4gWWNxEs/Qwg9/eChRANCAASXtCfb9BARYoqXzz9Krg+oAJLIm8IR
OnyW32EHlb2DLyn6jS8g8fHaniWAzC9ut79m4eQ+LqVyaU3m8gvEVur6
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBkTCCATagAwIBAgIUWMgwrfxwdjXvzO4pnOGbnzej4GcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMTA5NDUxNFoYDzIxMjYxMDI4
MDk0NTE0WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASXtCfb9BARYoqXzz9Krg+oAJLIm8IROnyW32EHlb2DLyn6jS8g8fHa
niWAzC9ut79m4eQ+LqVyaU3m8gvEVur6o2QwYjAdBgNVHQ4EFgQUFzX6IyhORRbR
WARwUPpOy/aRiu0wHwYDVR0jBBgwFoAUFzX6IyhORRbRWARwUPpOy/aRiu0wDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0kAMEYC
IQCHbQmhmryoTR4J58phyVckVGdrh11iFeOLNuTJTs5yFgIhAKJzDIyw0RuTeCOU
eICk/VU39NsIVLhZm+NJ2bczqrRn
-----END CERTIFICATE-----
`,
}
