"""AWS services that ministack does not have, served over their real protocols in front of it."""
