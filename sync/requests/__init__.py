"""
What an action is on the wire: one file per entity, each a table from action to request builder.

Never: a decision or a call. A builder takes a pair and returns the request, nothing else.
May be imported by: sync and tests.
"""
