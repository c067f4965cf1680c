"""Whether clients that nobody here wrote can publish to Lectern and play from it."""
