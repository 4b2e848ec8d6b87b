"""hamgara: from differing positions to a joint resolution that all can check."""
