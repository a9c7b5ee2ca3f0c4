"""The classify function as on Lambda: its package, its runtime client and stubs of the services."""
