"""Models to explain, and the tables they learned from: what the lessons on explanations have in common.

tables    samples to learn from and to ask about, with names that both languages have
carried   the network that the learner trained in hidden-layers, as a word in the address
training  networks of ours, trained here
borrowed  models of scikit-learn, brought when they are chosen
models    one of these, in one form: rows in, an answer for each output out
choices   the controls for it
"""
