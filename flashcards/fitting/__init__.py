"""Fitting FSRS's parameters to one learner, and deciding whether the fit is worth adopting."""
