"""
A stand-in for Re-Leased: companies, contacts, invoices, payments and their ladder.

Its HTTP form is our own design (no public description exists) and lives in `dialect` and
`endpoints`; entities hold the product's behaviour, `actions` carry it out for people and callers.
Never: a word of Xero's wire format, Flask, TinyDB. May be imported by: assembly and fixtures.
"""
