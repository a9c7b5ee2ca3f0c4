"""What can go wrong in packaging."""


class PackagingError(Exception):
    """A package could not be built; the message says why."""
