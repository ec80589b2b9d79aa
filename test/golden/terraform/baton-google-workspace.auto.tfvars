google_workspace_file_credentials_json_file_path_json = "{\"type\": \"service_account\", \"project_id\": \"acme\"}\n"
