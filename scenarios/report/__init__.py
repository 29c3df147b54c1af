"""
From a finding to what a person reads: the story, the text, the files of `--report`.

Nothing here runs or judges anything. May be imported by: scenarios.campaign, the command line.
"""
