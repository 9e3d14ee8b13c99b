"""Safe writing: a file appears whole or not at all, several files change together, and folders have one home."""
