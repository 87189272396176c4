"""One neuron: a line, a cliff, two losses, learning, a threshold, and what no line can do."""
