"""The day's driving: what is done where, by which vehicles, and the plan that serves it. Pure values in and out."""
