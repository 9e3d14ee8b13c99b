"""A plan for an exam: what to ask each day, and what will be known on the day."""
