"""The error that a user of training can correct."""


class TrainingError(Exception):
    """A sentence that names the file or the option, and what to do about it."""
