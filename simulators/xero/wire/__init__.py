"""
How Xero speaks: bodies, envelopes, field forms, lists, filters, batches.

Never: what a contact or an invoice may do.
May be imported by: simulators.xero.
"""
