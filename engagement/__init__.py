"""The common engagement store: who met whom, what was shown, what was done, what came of it.

A leaf: it imports none of the other packages, reads no clock (``now`` comes in, in UTC
milliseconds) and knows meetings, participants and staff only by their ids. ENGAGEMENT.md is its
manual for whoever reads the tables.

    people in    Directory, Catalogue        facts in   Capture -> Writer -> event
    content in   Content                     attendance Interactions
    promises     Consents, Audit             reading    Reports, Timelines, Receipts, dump
    the result   Outcomes, AdverseEvents
"""
