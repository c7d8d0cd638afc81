"""The poster of a store: what stands on it, where, and how it becomes a file to print."""
