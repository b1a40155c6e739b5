"""Tests mirror the rooms; each says in its docstring which rule it holds."""
