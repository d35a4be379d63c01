"""The table of contents: the platform's stacks, and the capabilities in order."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

import aws_cdk as cdk  # noqa: E402 - the functions' import paths come first

from functions.audience.capability import capability as audience  # noqa: E402
from functions.backoffice.capability import capability as backoffice  # noqa: E402
from functions.billing.capability import capability as billing  # noqa: E402
from functions.catalog.capability import capability as catalog  # noqa: E402
from functions.channels.capability import capability as channels  # noqa: E402
from functions.chat.capability import capability as chat  # noqa: E402
from functions.identity.capability import capability as identity  # noqa: E402
from functions.live.capability import capability as live  # noqa: E402
from functions.recommendations.capability import capability as recommendations  # noqa: E402
from functions.rights.capability import capability as rights  # noqa: E402
from infra.application import build  # noqa: E402

CAPABILITIES = (identity, channels, live, catalog, rights, chat, billing, recommendations, audience, backoffice)

if __name__ == "__main__":
    app = cdk.App()
    build(app, CAPABILITIES)
    app.synth()
