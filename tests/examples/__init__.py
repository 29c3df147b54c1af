"""The worked partners, through their doors: real processes, real sockets."""
