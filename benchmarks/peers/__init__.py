"""The same questions asked of another product beside ours; each module has `run(cases, as_json)`."""
