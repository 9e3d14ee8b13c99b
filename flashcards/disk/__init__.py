"""Writing to the disk safely: whole files or nothing."""
