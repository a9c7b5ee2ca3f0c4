"""What happens to a film on its way to the reader: 137 treatments by name."""
