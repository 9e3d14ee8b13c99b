"""What learners have: the record of releases, and what a change does to them."""
