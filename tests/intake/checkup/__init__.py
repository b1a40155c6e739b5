"""Tests of what `helpline doctor` looks at."""
