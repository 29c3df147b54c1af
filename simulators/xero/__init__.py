"""
The Xero simulator: one pure file per entity, endpoints, people's actions, and how Xero speaks.

Never: Re-Leased, Flask, TinyDB; an entity never imports an endpoint.
May be imported by: simulators.fixtures, simulators.assembly.
"""
