"""The database of the learner's reviews."""
