"""Demo data: an organisation that does not exist, its people, one deck and its meetings."""
