"""
Stateful stand-ins for Xero and Re-Leased: kernel, the two vendors, fixtures, assembly, server.

Never: a rule of the sync, a judgement. The vendors never import each other.
May be imported by: counterfoil and tests only.
"""
