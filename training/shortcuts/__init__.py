"""``python -m training shortcuts``: how much of the label can be told without looking at the lungs."""
