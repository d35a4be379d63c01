"""Madang on a laptop: the AWS services it uses, served on loopback, and its media plane."""
