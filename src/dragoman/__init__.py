"""Dragoman: turns news coverage of diplomacy into a record that can be checked."""

__version__ = "0.1.0"
