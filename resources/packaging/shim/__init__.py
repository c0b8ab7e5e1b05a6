"""Yuanba as it is installed: a program, not a library. What it is made of lies in this folder and is found there."""
