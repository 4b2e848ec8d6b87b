"""The Django project: pages over the assembly, and the store beneath them."""
