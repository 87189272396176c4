"""LIME from the inside: a straight line that is right nearby, on a plane, a table, an image and a sentence."""
