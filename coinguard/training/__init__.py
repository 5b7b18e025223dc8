"""Fitting and evaluating models; the only part that imports scikit-learn."""
