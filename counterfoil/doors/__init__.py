"""
The partner's doors: how `verify` and `doctor` reach a sync that is a program of its own.

Here live the simulators behind sockets, and one driver per door: a command, a URL, watching.
Nothing here judges. Imported by the command line only.
"""
