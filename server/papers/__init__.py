"""What is printed: PDF documents in the look of the pages.

    paper        typefaces, colours, and what every document does alike
    certificate  a certificate of attendance, on one page
    audience     the report of a webinar; its picture in ``curve``, polls and questions in ``said``
    tables       rows of one line, headings that come again on each page

Rule 1: a text is text. Nothing that people typed is read as markup, as a command or as a link.
Rule 2: the same values make the same bytes: dates come in, no clock is read.
"""
