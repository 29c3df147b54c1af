"""
What each server promises, as OpenAPI documents and as checks, and the suites that hold them to it.

Never: a server, a sync, a judgement by the rulebook. Servers are handed in: an app or a base URL.
May be imported by: counterfoil, tests.
"""
