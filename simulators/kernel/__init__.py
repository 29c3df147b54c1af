"""
What both simulators stand on: time, chance, store, journal, faults, limits, HTTP, control plane.

Never: the name of a vendor or a vendor's rule.
May be imported by: everything under simulators.
"""
