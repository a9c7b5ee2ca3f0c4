"""What can go wrong in training that its user can put right."""


class TrainingError(Exception):
    """A sentence that names the file or the option and what to do about it."""
