"""Makes the Word templates in templates/word: `.venv/bin/python -m scripts.word_templates`."""
