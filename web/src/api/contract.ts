// The public API as the pages see it: JSON in snake_case, times in ISO 8601 UTC, durations in seconds.

export interface Page<Item> { items: Item[]; next_cursor: string | null }

export interface Terms { version: string; streamer_version: string; text_ko: string; text_en: string }

export interface Tokens { access_token: string; refresh_token?: string; expires_in: number; token_type: string }

export interface Me {
  user_id: string;
  email: string;
  display_name: string;
  locale: "ko" | "en";
  groups: string[];
  terms_version: string;
  terms_accepted_at: string;
}

export interface SignUp { email: string; password: string; display_name: string; terms_version: string; locale: "ko" | "en" }

export type LatencyMode = "low" | "normal";
export interface Recording { mode: "keep" | "disposable"; retention_days: number }
export type ChannelState = "provisioning" | "ready" | "failed";

export interface Channel { id: string; name: string; owner_name: string; state: ChannelState }
export interface ChannelSettings extends Channel {
  latency_mode: LatencyMode;
  recording: Recording;
  state_reason: string | null;
  created_at: string;
}

export interface Ingest {
  server: string;
  stream_key_masked: string;
  protocols: { name: "rtmps" | "rtmp"; url: string }[];
  recommended: {
    video_codec: string;
    keyframe_interval_seconds: number;
    rate_control: string;
    max_video_bitrate_kbps: number;
    audio_codec: string;
    audio_bitrate_kbps: number;
    resolution: string;
    framerate: number;
    profile: string;
  };
}

export interface LiveItem {
  session_id: string;
  channel_id: string;
  channel_name: string;
  title: string;
  started_at: string;
  viewers: number;
  thumbnail_url: string | null;
}

export interface Session {
  session_id: string;
  state: "opening" | "live" | "ended" | "failed";
  started_at: string | null;
  ended_at: string | null;
  duration_seconds: number | null;
  peak_viewers: number;
  title_id: string | null;
  title_state: TitleState | null;
  /** False for a disposable broadcast: there will be no replay. */
  recorded: boolean;
}

export interface Viewing { viewing_id: string; heartbeat_seconds: number; viewers: number }

export interface HealthSample {
  at: string;
  video_bitrate_bps: number | null;
  audio_bitrate_bps: number | null;
  framerate: number | null;
  keyframe_interval_seconds: number | null;
}
export interface Health { samples: HealthSample[]; starved: boolean }

export type TitleType = "live" | "video" | "music" | "podcast";
export type UploadType = Exclude<TitleType, "live">;
export type TitleState = "uploading" | "processing" | "published" | "failed";

export interface Title {
  id: string;
  type: TitleType;
  name: string;
  channel_id: string;
  channel_name: string;
  state: TitleState;
  duration_seconds: number | null;
  published_at: string | null;
  thumbnail_url: string | null;
  reason: string | null;
  reason_code: string | null;
  note: string | null;
}
export interface TitleDetail extends Title {
  description: string;
  /** The broadcast it is the replay of. */
  session_id: string | null;
  progress_percent: number;
  renditions: { height: number }[];
  sprite: { image_url: string; vtt_url: string } | null;
}

export interface Upload { upload_id: string; title_id: string; part_size_bytes: number; part_count: number; expires_at: string }
export interface PartTarget { number: number; url: string; headers: Record<string, string> }
export interface UploadedPart { number: number; etag: string; sha256_base64: string }

export interface Playback { url: string; expires_at: string }
