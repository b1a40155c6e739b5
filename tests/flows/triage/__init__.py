"""Triage's tests."""
