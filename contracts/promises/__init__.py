"""
The checks by hand, one file per system: each a function that yields what is wrong.

Never: a check that OpenAPI could state; that belongs into the document.
May be imported by: contracts.checks.
"""
