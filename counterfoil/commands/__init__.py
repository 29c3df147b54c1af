"""One file per sub-command, listed in `counterfoil.main`, which alone may import them."""
