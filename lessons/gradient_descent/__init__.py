"""Gradient descent on the mean-squared-error surface: five points, a line, and the way down."""
