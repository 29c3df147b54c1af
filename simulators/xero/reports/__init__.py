"""
Reports: one file each, computed from the records when somebody reads them.

Never: stored sums; a report adds up what the ledger and the records say by themselves.
May be imported by: simulators.xero.endpoints.
"""
