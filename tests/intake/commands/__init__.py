"""Tests of the commands for whoever runs the service."""
