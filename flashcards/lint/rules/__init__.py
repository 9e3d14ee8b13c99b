"""The rules, one file each; a module here is found by its name."""
