// RTMP ingest: node-media-server with the rules that Amazon IVS has and it has not.
//
// usage: node ingest.mjs RTMP_PORT IDLE_MS     (a child of `python -m local.media`, which talks to it over stdin and stdout)
//
// Out, one JSON a line: {event:"listening"} · {event:"publish",id,key,ip} · {event:"media",id,video,audio} ·
//   {event:"sample",samples:[{id,video_bytes,audio_bytes,frames,keyframe_interval}]} each second · {event:"unpublish",id,frozen}
// In, one JSON a line: {accept:id, pull:name} · {refuse:id} · {stop:id}
// The end of stdin is the death of the parent. Stream keys travel over this pipe only: nothing here logs, stores or serves one,
// and the transcoder pulls rtmp://127.0.0.1:PORT/pull/NAME, which is no key.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const Context = require("node-media-server/src/core/context.js");
const logger = require("node-media-server/src/core/logger.js");
const { parseH264Sps } = require("node-media-server/src/protocol/sps_info.js");
const RtmpServer = require("node-media-server/src/server/rtmp_server.js");

const [rtmpPort, idleMs] = process.argv.slice(2).map(Number);
const PUBLISH_APP = "app", PULL_APP = "pull";
const MEDIA_DEADLINE_MS = 3000; // how long to wait for the second kind of media before believing that there is none
const [AUDIO, VIDEO, SCRIPT] = [8, 9, 18];
const [AUDIO_HEADER, VIDEO_HEADER, VIDEO_KEY, METADATA] = [0, 2, 3, 5];
const [CODEC_H264, CODEC_AAC] = [7, 10];

const publishers = new Map(); // session id → what is known of this publisher

logger.log = () => {}; // it prints stream paths, which are keys
const say = (message) => process.stdout.write(JSON.stringify(message) + "\n");
const isLoopback = (ip) => /^(127\.|::1|::ffff:127\.)/.test(ip);

function sampleRate(session) {
  return session.audioSamplerate || 48000;
}

function mediaOf(publisher) {
  const { session } = publisher;
  return {
    event: "media",
    id: session.id,
    video: publisher.video && { ...publisher.video, framerate: Number(session.videoFramerate) || 0 },
    audio: publisher.audio && { ...publisher.audio, channels: session.audioChannels || 2, sample_rate: sampleRate(session) },
  };
}

/** Says once what the broadcast consists of: when both kinds were seen, when the metadata rules one out, or at the deadline. */
function announceMedia(publisher, deadlinePassed = false) {
  if (publisher.announced || !publisher.accepted) return;
  const expectsVideo = publisher.metadata ? publisher.session.videoCodec !== undefined : !deadlinePassed;
  const expectsAudio = publisher.metadata ? publisher.session.audioCodec !== undefined : !deadlinePassed;
  const complete = (publisher.video || !expectsVideo) && (publisher.audio || !expectsAudio);
  if ((!publisher.video && !publisher.audio) || (!complete && !deadlinePassed)) return;
  publisher.announced = true;
  clearTimeout(publisher.deadline);
  say(mediaOf(publisher));
}

function noteVideo(publisher, packet) {
  if (packet.flags === VIDEO_HEADER) {
    if (packet.codec_id !== CODEC_H264) {
      publisher.video = { codec: "unsupported", width: 0, height: 0 };
      return;
    }
    const record = packet.data.subarray(5); // after the FLV tag's codec byte, packet type and composition time
    const sps = record.subarray(8, 8 + record.readUInt16BE(6));
    publisher.video = { codec: "avc1", ...(parseH264Sps(sps) ?? { width: 0, height: 0 }) };
    return;
  }
  publisher.frames += 1;
  if (packet.flags === VIDEO_KEY) {
    if (publisher.keyframeAt !== null) publisher.keyframeInterval = (packet.dts - publisher.keyframeAt) / 1000;
    publisher.keyframeAt = packet.dts;
  }
}

function note(publisher, packet) {
  if (packet.codec_type === VIDEO) {
    publisher.videoBytes += packet.size;
    noteVideo(publisher, packet);
  } else if (packet.codec_type === AUDIO) {
    publisher.audioBytes += packet.size;
    if (packet.flags === AUDIO_HEADER) publisher.audio = { codec: packet.codec_id === CODEC_AAC ? "mp4a" : "unsupported" };
  } else if (packet.codec_type === SCRIPT && packet.flags === METADATA) {
    publisher.metadata = true;
  }
}

/** node-media-server keeps reading a refused publisher into the broadcast of the accepted one: only the accepted one gets through. */
function guardPackets(publisher) {
  const forward = publisher.session.rtmp.onPacketCallback;
  publisher.session.rtmp.onPacketCallback = (packet) => {
    if (publisher.refused || !packet) return;
    forward(packet);
    note(publisher, packet);
    announceMedia(publisher);
  };
}

Context.eventEmitter.on("prePublish", (session) => {
  const { broadcast, socket } = session;
  const taken = broadcast.publisher !== null && !broadcast.publisher.socket.destroyed;
  if (session.streamApp !== PUBLISH_APP || taken) {
    session.rtmp.onPacketCallback = () => {};
    socket.destroy();
    return;
  }
  const publisher = {
    session, accepted: false, refused: false, announced: false, frozen: false, pull: null,
    video: null, audio: null, metadata: false, frames: 0, videoBytes: 0, audioBytes: 0, keyframeAt: null, keyframeInterval: 0,
  };
  broadcast.publishGraceMs = 0; // else the end of a broadcast is known 30 s late
  socket.setTimeout(idleMs, () => { // it has no idle timeout: a frozen publisher would hold its key for ever
    publisher.frozen = true;
    socket.destroy();
  });
  publishers.set(session.id, publisher);
  guardPackets(publisher);
  socket.on("close", () => leave(publisher));
  say({ event: "publish", id: session.id, key: session.streamName, ip: session.ip.replace(/:\d+$/, "") });
});

/** Ends the pullers too, which node-media-server leaves attached: the transcoder sees the end at once. */
function leave(publisher) {
  const { session } = publisher;
  clearTimeout(publisher.deadline);
  publishers.delete(session.id);
  session.broadcast.subscribers.forEach((subscriber) => subscriber.close());
  if (publisher.pull) Context.broadcasts.delete(publisher.pull);
  say({ event: "unpublish", id: session.id, frozen: publisher.frozen });
}

Context.eventEmitter.on("prePlay", (session) => {
  const mayPull = session.streamApp === PULL_APP && isLoopback(session.ip) && session.broadcast.publisher !== null;
  if (!mayPull) session.socket.destroy();
});

const commands = {
  accept(publisher, { pull }) {
    publisher.accepted = true;
    publisher.pull = `/${PULL_APP}/${pull}`;
    Context.broadcasts.set(publisher.pull, publisher.session.broadcast);
    publisher.deadline = setTimeout(() => announceMedia(publisher, true), MEDIA_DEADLINE_MS);
    announceMedia(publisher);
  },
  refuse(publisher) {
    publisher.refused = true;
    publisher.session.socket.destroy();
  },
  stop(publisher) {
    publisher.session.socket.destroy();
  },
};

function obey(line) {
  const command = JSON.parse(line);
  const [name] = Object.keys(command);
  const publisher = publishers.get(command[name]);
  if (publisher) commands[name](publisher, command);
}

function sample(publisher) {
  const { videoBytes, audioBytes, frames } = publisher;
  Object.assign(publisher, { videoBytes: 0, audioBytes: 0, frames: 0 });
  return {
    id: publisher.session.id, video_bytes: videoBytes, audio_bytes: audioBytes, frames,
    keyframe_interval: publisher.keyframeInterval,
  };
}

setInterval(() => {
  const samples = [...publishers.values()].filter((publisher) => publisher.announced).map(sample);
  if (samples.length) say({ event: "sample", samples });
}, 1000);

Context.config = { bind: "127.0.0.1", rtmp: { port: rtmpPort }, auth: {} };
const server = new RtmpServer();
if (!(Context.broadcasts instanceof Map)) throw new Error("node-media-server changed: Context.broadcasts is no Map");
server.tcpServer.prependListener("error", (error) => process.stderr.write(`rtmp port ${rtmpPort}: ${error.code}\n`));
server.tcpServer.on("listening", () => say({ event: "listening" }));
createInterface({ input: process.stdin }).on("line", obey).on("close", () => process.exit(0));
server.run();
