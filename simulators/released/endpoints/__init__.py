"""
The HTTP table of Re-Leased, one file per entity: handlers and ENDPOINTS.

Never: a decision about the business. May be imported by: simulators.released.vendor.
"""
