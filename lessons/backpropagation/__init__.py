"""Backpropagation: forward, loss, backward, update, one number at a time."""
