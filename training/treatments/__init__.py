"""What happens to a film on its way to the reader: 129 treatments by name."""
