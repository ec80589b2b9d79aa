asana_token = "made-up-asana-token"
