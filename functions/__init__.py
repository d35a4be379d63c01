"""Every Lambda function, a folder a capability."""

import kernel  # noqa: F401 - before any package: kernel/lean.py makes their import cheaper
