"""What it costs, measured against the least that could be paid.  Ratios hold; seconds drift.

Run by `make bench`.  Nothing here is imported by the product, and nothing is asserted.
"""
