"""The laptop cloud: everything that stands for AWS on one machine."""
