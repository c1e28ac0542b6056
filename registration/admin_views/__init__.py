"""The desk's own pages inside Django admin. Each parses, asks for the right, calls one service and answers."""
