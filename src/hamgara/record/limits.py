"""What a bundle may weigh before it is read: whoever checks one has it from strangers."""

__all__ = ["MAX_BYTES", "MAX_FILES"]

#: The most bytes of all files of a bundle together.
MAX_BYTES = 2 * 2**30
MAX_FILES = 100_000
