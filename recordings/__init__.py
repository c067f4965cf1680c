"""Timelines of rooms, for recovery after a crash and for replay."""
