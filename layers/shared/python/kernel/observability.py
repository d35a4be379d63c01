"""One logger for every function: JSON, with the request id, and nothing secret in it."""

from aws_lambda_powertools import Logger

logger = Logger(service="madang", use_rfc3339=True)
