"""What every lesson shares: controls, texts, marks, figures, the player and the paper renderer."""
