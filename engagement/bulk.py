"""Many rows into SQLite by few statements."""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

MOST_ROWS_A_STATEMENT = 1_024
"""At 17 columns 17,408 parameters, of the 32,766 that SQLite allows."""

Value = str | int | float | None


class Bulk:
    """An INSERT that takes any number of rows at once.

    The conflict clause must make inserting the same row twice harmless.
    """

    def __init__(self, insert: str, table: str, columns: Sequence[str], conflict: str) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        row = f"({', '.join('?' * len(columns))})"

        # Building the text of 1,024 rows costs as much as inserting some of them.
        @lru_cache
        def statement(length: int) -> str:
            return f"{insert} {table} ({names}) VALUES {', '.join([row] * length)} {conflict}"

        self._statement = statement

    def insert(self, connection: sqlite3.Connection, rows: Sequence[tuple[Value, ...]]) -> None:
        """Insert the rows; what is there already is as the conflict clause says."""
        for start in range(0, len(rows), MOST_ROWS_A_STATEMENT):
            part = rows[start : start + MOST_ROWS_A_STATEMENT]
            # Statements of 1, 2, 4, 8 … rows are few enough to stay prepared; the rest is filled
            # up with the last row, which conflicts with itself and so changes nothing.
            length = 1 << (len(part) - 1).bit_length()
            filled = [*part, *([part[-1]] * (length - len(part)))]
            connection.execute(self._statement(length), [value for row in filled for value in row])
