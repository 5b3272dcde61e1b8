"""Footage on disk: volumes, segments, fragments, gaps and holds. Writing, finding and deleting are apart."""
