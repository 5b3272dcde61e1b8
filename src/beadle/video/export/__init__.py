"""Clips that leave: recorded fragments between two times, bit for bit, as one file."""
