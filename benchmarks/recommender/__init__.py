"""Recommendations: accuracy of ours beside its peers, the cost of training, the serving program's speed."""
