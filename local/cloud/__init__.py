"""The AWS services of the laptop: ministack in this process, mended where facts demanded it, extended where it ends."""
