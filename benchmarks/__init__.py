"""What the claims of speed rest on: each module has `run(cases, as_json)` and prints a table."""
