"""``python -m training robustness``: a model on films under all treatments, as a page."""
