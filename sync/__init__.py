"""
The reference sync between Re-Leased and Xero: observe both, compare with the agreed, act.

Never: a simulator, a scenario, the control plane. Rules, merge, plan and ownership are pure.
May be imported by: counterfoil, tests and scenarios.mutants.
"""
