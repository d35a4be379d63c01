"""The published events of each capability: the only thing capabilities share."""
