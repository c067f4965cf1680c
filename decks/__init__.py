"""Decks: what is shown in a room, from the uploaded file to the approved slide.

    file -> intake -> imports -> convert (another process) -> version -> workflow -> gate

Start reading at ``store.py``. The package is a leaf: it knows nobody, and the pages, the rooms
and the command line come to it. This file imports nothing on purpose: ``python -m decks.convert``
runs under a tight memory limit and must not pay for a database library.
"""
