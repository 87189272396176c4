"""Which explanation to believe? Four explainers, put to the test on models whose truth is known."""
