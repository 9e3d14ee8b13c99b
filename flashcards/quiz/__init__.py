"""The interactive quiz."""
