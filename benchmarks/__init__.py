"""Measurements: each compares with a yardstick in the same run; none is a timed test."""
