"""Annex II as a document: written empty or filled, in the grid of the original; and a filled one read back."""
