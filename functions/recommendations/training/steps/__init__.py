"""The steps of statemachines/training.asl.json."""
