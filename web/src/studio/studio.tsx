import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { myChannels } from "../api/channels";
import { liveNow } from "../api/live";
import type { ChannelSettings } from "../api/contract";
import { usePageTitle } from "../app/page_title";
import { PageSkeleton } from "../app/page_skeleton";
import { useMe, useSignInFirst } from "../app/session";
import { Courtyard } from "../home/courtyard";
import { Icon } from "../ui/icons";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { CreateChannel } from "./create_channel";
import { ChannelBadge } from "./channel_badge";
import "./studio.css";

const POLL_WAITING_MS = 1000;
const POLL_MS = 10_000;

export default function Studio() {
  const words = useWords();
  usePageTitle(words.studio.title);
  const stranger = useSignInFirst();
  const person = useMe();
  const streamer = person.data?.value.groups.includes("streamer") ?? false;
  if (stranger || person.isPending) return <PageSkeleton />;
  return (
    <div className="page studio">
      <div className="stack-tight"><h1>{words.studio.title}</h1><p className="soft">{words.studio.intro}</p></div>
      {person.isError && <ProblemPanel error={person.error} retry={person.refetch} />}
      {person.data && !streamer && (
        <div className="empty" data-testid="need-streamer">
          <Courtyard />
          <h2>{words.studio.needStreamer}</h2>
          <p>{words.studio.needStreamerHint}</p>
          <Link href="/account" className="button button-main" data-testid="to-account">{words.account.become}</Link>
        </div>
      )}
      {streamer && <MyChannels />}
    </div>
  );
}

function MyChannels() {
  const words = useWords();
  const [creating, setCreating] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ["mine", "channels"],
    queryFn: ({ pageParam }) => myChannels(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some((one) => one.state === "provisioning")) ? POLL_WAITING_MS : POLL_MS),
  });
  const live = useQuery({ queryKey: ["live"], queryFn: () => liveNow(), refetchInterval: POLL_MS });
  const onAir = new Set(live.data?.items.map((item) => item.channel_id));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const none = list.isSuccess && items.length === 0;
  return (
    <div className="studio-columns">
      <section className="stack" aria-labelledby="mine">
        <div className="spread">
          <h2 id="mine">{words.studio.mine}</h2>
          {items.length > 0 && !creating && <button type="button" className="button button-main button-small" onClick={() => setCreating(true)} data-testid="new-channel"><Icon name="plus" size={18} />{words.studio.create}</button>}
        </div>
        {list.isPending && <div className="skeleton channel-row-place" />}
        {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
        {none && <div className="empty"><h3>{words.studio.createFirst}</h3><p>{words.studio.createFirstHint}</p></div>}
        <ul className="stack-tight" data-testid="channel-list">{items.map((one) => <ChannelRow key={one.id} channel={one} live={onAir.has(one.id)} />)}</ul>
        {list.hasNextPage && <button type="button" className="button button-plain" onClick={() => void list.fetchNextPage()}>{words.common.more}</button>}
      </section>
      {(none || creating) && <CreateChannel onClose={none ? null : () => setCreating(false)} />}
    </div>
  );
}

function ChannelRow({ channel, live }: { channel: ChannelSettings; live: boolean }) {
  const words = useWords();
  return (
    <li data-testid="channel-row" data-channel-id={channel.id} data-state={channel.state}>
      <Link href={`/studio/${channel.id}`} className="channel-row">
        <span className="letter channel-letter" aria-hidden="true">{channel.name.slice(0, 1)}</span>
        <span className="channel-row-text">
          <strong>{channel.name}</strong>
          <span className="small soft">{channel.latency_mode === "low" ? words.studio.latencyLow : words.studio.latencyNormal} · {channel.recording.mode === "keep" ? words.studio.kept(channel.recording.retention_days) : words.studio.notKept}</span>
          {channel.state === "failed" && channel.state_reason && <span className="small field-error">{channel.state_reason}</span>}
        </span>
        <ChannelBadge state={channel.state} live={live} />
      </Link>
    </li>
  );
}
