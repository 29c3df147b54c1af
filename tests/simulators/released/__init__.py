"""Tests of the Re-Leased simulator."""
