"""The only module that joins rooms."""
