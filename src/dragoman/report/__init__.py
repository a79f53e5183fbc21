"""Arranges what the record holds, never infers."""
