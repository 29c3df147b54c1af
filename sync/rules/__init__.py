"""
The rulebook in code: one file per entity, each a table of sentences; the first that holds wins.

Never: a call, a clock, a database. A rule looks at one pair of records and says what is due.
May be imported by: sync and tests.
"""
