"""One file per sub-command; `counterfoil.main` lists them. May be imported by: counterfoil.main."""
