"""What every capability stands on. It holds no business word; tests/architecture proves it."""

from kernel import lean

lean.prepare()
