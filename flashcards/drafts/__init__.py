"""A saved page or an old deck → concepts to go on from."""
