"""
Scenario files that once failed, each with a line on what it caught; all are replayed in CI.

Never: code. May be read by: scenarios.scenario_pack.
"""
