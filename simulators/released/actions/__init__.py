"""
What can be done to each entity, by a person or by the integration: read, ask the rules, commit.

Never: HTTP. May be imported by: simulators.released.endpoints, .people and .vendor.
"""
