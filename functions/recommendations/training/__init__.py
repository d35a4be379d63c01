"""From what people did to a model that answers: the training workflow, its models, and how they are asked."""
