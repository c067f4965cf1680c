"""Load generators and comparisons: what Lectern does, in figures that anybody can print again."""
