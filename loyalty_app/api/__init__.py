"""The JSON edge: tills and other programs, one package per audience (spec: interfaces §3)."""
