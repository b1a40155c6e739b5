"""The admissions console: each page and each rule, through Flask and through a real browser."""
