"""The serving program: SageMaker's container contract over one artefact, on a CPU, with numpy and aiohttp."""
