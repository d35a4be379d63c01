"""The tasks of statemachines/transcode.asl.json. Each raises errors that the machine catches by name."""
