"""What leaves the house as files: tables of typed cells, and the formats that they are written in.

    sheets      a table: columns with a kind, rows of plain values (no I/O)
    attendance  the people of a webinar's report, a row each (no I/O)
    shown       its polls, survey, questions, slides and the rest (no I/O)
    csvtext     a table as CSV (RFC 4180)
    workbook    tables as an XLSX workbook

Rules:

1. No cell is ever a formula, in whatever program the file is opened.
2. Every row begins with an id that is the same in every export, so that loading it again changes
   nothing.
3. Moments are UTC. Lengths are minutes with two decimals, beside them the store's milliseconds.
"""

from engagement.exports.csvtext import csv_chunks
from engagement.exports.sheets import Column, Kind, Sheet, row_id
from engagement.exports.workbook import workbook

__all__ = ["Column", "Kind", "Sheet", "csv_chunks", "row_id", "workbook"]
