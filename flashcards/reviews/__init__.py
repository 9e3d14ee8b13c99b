"""Keep the learner's reviews in an SQLite database."""
