"""What ``signaling`` asks of the other packages (``signaling/seams.py``), answered here."""
