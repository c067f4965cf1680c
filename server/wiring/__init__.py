"""What ``signaling`` asks of the other packages (``signaling/seams``), answered here."""
