"""What runs in the peers' own environments: but for litert, nothing here needs what the product has."""
