"""The report of a count: what was counted and how, who is elected, and why, step by step, in sentences and pictures.

Works on any outcome of `hamgara.elections`, from an assembly's record or from a file, by whatever method.
"""
