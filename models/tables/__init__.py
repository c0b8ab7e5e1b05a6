"""The nouns: every table of the database, one file per area; `registry` lists them all."""
