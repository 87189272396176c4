"""The lessons: what is taught, in Python and words. `lessons.kit` is the contract; every other folder is a lesson."""
