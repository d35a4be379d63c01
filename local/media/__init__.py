"""The media plane of the laptop cloud: RTMP in, low-latency HLS out, recordings laid out as Amazon IVS lays them out.

One process of its own (`python -m local.media`): a crash of the emulated AWS and one of the media are two crashes.
`local.media.convert` is the MediaConvert runner, a library for whoever serves the MediaConvert API.
"""
