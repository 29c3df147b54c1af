"""
What a person does in Xero's screens, one file per entity, each with its EDITS.

Never: a second opinion on a rule: the entities decide for people and callers alike.
May be imported by: simulators.xero.vendor.
"""
