"""Record what learners have, find what a change does to them, and refuse what would cost them history."""
