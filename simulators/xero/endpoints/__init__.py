"""
Handlers, one file per entity, each with its ENDPOINTS.

Never: a business rule.
May be imported by: simulators.xero.vendor.
"""
