"""
Who may call: the app, its tokens, its connections.

Never: accounting.
May be imported by: simulators.xero.
"""
