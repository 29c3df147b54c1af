"""
The examiner: draws histories as data, runs them against a sync, judges them by the rulebook.

It meets the simulators over HTTP only, and never sees the inside of the sync under test.
May be imported by: counterfoil (the command line) and tests.
"""
