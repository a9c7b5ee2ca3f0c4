"""``python -m training shortcuts``: how much of the label can be predicted without the lungs."""
