"""The value language of times: what `read` writes down and `reconcile` turns into days."""
