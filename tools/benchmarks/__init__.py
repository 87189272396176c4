"""What `python3 -m tools bench` measures; one file a question."""
