"""The security headers of the web app's pages."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

from infra.stage import Stage

IVS_PLAYBACK = "https://*.live-video.net"


def content_security_policy(stage: Stage, uploads: str, region: str) -> str:
    """`uploads` is where the browser sends an upload's parts; live video comes from IVS's own hosts.

    The hosts of sockets have names of APIs that are deployed after the edge.
    """
    playback = stage.playback_origin or IVS_PLAYBACK
    realtime = stage.events_realtime_url or f"wss://{{api}}.appsync-realtime-api.{region}.amazonaws.com/"
    channels = "/".join(realtime.replace("{api}", "*").split("/")[:3])
    sockets = (
        "/".join(stage.socket_url.split("/")[:3]) if stage.socket_url else f"wss://*.execute-api.{region}.amazonaws.com"
    )
    sources = {
        "default-src": "'self'",
        "connect-src": f"'self' {playback} {stage.uploads_origin or uploads} {sockets} {channels}",
        # blob: is Media Source Extensions, data: hls.js's empty text track, the host a browser's own HLS
        "media-src": f"'self' blob: data: {playback}",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{directive} {allowed}" for directive, allowed in sources.items())


def page_headers(scope: Construct, stage: Stage, uploads: str) -> cloudfront.ResponseHeadersPolicy:
    hsts = cloudfront.ResponseHeadersStrictTransportSecurity(
        access_control_max_age=Duration.days(365), include_subdomains=True, override=True
    )
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "PageHeaders",
        comment=f"Madang {stage.name}: what its pages may load and who may frame them",
        security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy=content_security_policy(stage, uploads, Stack.of(scope).region), override=True
            ),
            content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
            frame_options=cloudfront.ResponseHeadersFrameOptions(
                frame_option=cloudfront.HeadersFrameOption.DENY, override=True
            ),
            referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=cloudfront.HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN, override=True
            ),
            strict_transport_security=hsts if stage.https else None,
        ),
    )
