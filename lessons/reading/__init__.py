"""A learner's own table: the bytes of a file in, something to train on and to explain out.

encoding  how the bytes of a file are letters
header    whether the first row names the columns
dialect   how a file writes its table: encoding, separator, quotes, decimal sign, comments, header; guessed, correctable
columns   a column of numbers or of categories, and what is missing in it
sheets    all rows, read a piece at a time so that nobody waits, refused with the line where they go wrong
prepare   a target chosen: rows to train on and rows to ask about, in the form of the built-in tables
"""
