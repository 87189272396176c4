"""Kernel SHAP from the inside: sample, predict, compute, draw; and how sure all of it is."""
