"""Shapley values: a fair share, from three people and a pay-off to a network and a row."""
