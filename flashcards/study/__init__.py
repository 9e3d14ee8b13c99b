"""The rules of studying, without I/O: memory, the review log, the queue, grading and statistics."""
