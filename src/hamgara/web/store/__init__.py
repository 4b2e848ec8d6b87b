"""The tables, and the only way to write to a record: `append`."""
