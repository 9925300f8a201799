"""The organisation: units in a tree, branches, posts, and the dated acts upon them."""
