"""
The doors to the two systems: transport with tokens, waits and repeats, and one client each.

Never: a business rule. A call ends ok, refused or unknown, and the caller decides.
May be imported by: sync.engine, sync.pull, sync.apply and sync.door.
"""
