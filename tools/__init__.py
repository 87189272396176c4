"""The commands of the house: `python3 -m tools` lists them.

Everything here starts with the standard library alone, so that a fresh machine needs only Python.
"""
