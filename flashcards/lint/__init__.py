"""The linter of finished cards."""
