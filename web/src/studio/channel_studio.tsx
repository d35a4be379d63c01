import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { channelSettings } from "../api/channels";
import type { ChannelSettings } from "../api/contract";
import { isProblem } from "../api/problem";
import { liveOf } from "../api/live";
import type { Versioned } from "../api/http";
import { Lost } from "../app/lost";
import { usePageTitle } from "../app/page_title";
import { PageSkeleton } from "../app/page_skeleton";
import { useSignInFirst } from "../app/session";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { AudienceSection } from "./audience/audience_section";
import { BroadcastSection } from "./broadcast_section";
import { ChannelBadge } from "./channel_badge";
import { LibrarySection } from "./library_section";
import { ModerationSection } from "./moderation/moderation_section";
import { RevenueSection } from "./revenue/revenue_section";
import { SettingsSection } from "./settings_section";
import { SupportSection } from "./support/support_section";
import "../home/home.css";
import "../watch/watch.css";
import "./studio.css";

const SECTIONS = ["broadcast", "library", "moderation", "support", "revenue", "audience", "settings"] as const;
const POLL_WAITING_MS = 1000;
const POLL_MS = 5000;

export default function ChannelStudio({ channelId, section }: { channelId: string; section: string }) {
  const words = useWords();
  const stranger = useSignInFirst();
  const channel = useQuery({
    queryKey: ["mine", "channel", channelId],
    queryFn: () => channelSettings(channelId),
    enabled: !stranger,
    refetchInterval: (query) => (query.state.data?.value.state === "provisioning" ? POLL_WAITING_MS : POLL_MS),
  });
  const live = useQuery({ queryKey: ["live-of", channelId], queryFn: () => liveOf(channelId), enabled: !stranger, refetchInterval: POLL_MS });
  usePageTitle(channel.data ? `${channel.data.value.name} · ${words.studio.title}` : words.studio.title);
  if (stranger || channel.isPending) return <PageSkeleton />;
  if (!channel.data) {
    return isProblem(channel.error) && channel.error.status === 404 ? <Lost /> : <div className="page"><ProblemPanel error={channel.error} retry={channel.refetch} /></div>;
  }
  const known = SECTIONS.find((one) => one === section);
  if (!known) return <Lost />;
  const { value } = channel.data;
  return (
    <div className="page studio">
      <div className="spread">
        <div className="stack-tight">
          <Link href="/studio" className="small" data-testid="back-to-studio">← {words.studio.mine}</Link>
          <h1 className="row">{value.name}<ChannelBadge state={value.state} live={Boolean(live.data)} /></h1>
        </div>
        <Link href={`/watch/live/${value.id}`} className="button button-plain button-small" data-testid="open-watch-page">{words.broadcast.watchPage}</Link>
      </div>
      <nav className="tabs" aria-label={words.studio.sections}>
        {SECTIONS.map((one) => <Link key={one} href={one === "broadcast" ? `/studio/${value.id}` : `/studio/${value.id}/${one}`} className="tab tab-link" aria-current={known === one ? "page" : undefined} data-testid={`section-${one}`}>{words.studio.tabs[one]}</Link>)}
      </nav>
      <Section known={known} channel={channel.data} />
    </div>
  );
}

function Section({ known, channel }: { known: (typeof SECTIONS)[number]; channel: Versioned<ChannelSettings> }) {
  const words = useWords();
  const { value } = channel;
  if (known === "settings") return <SettingsSection channel={channel} />;
  if (value.state === "provisioning") {
    return (
      <div className="empty" role="status" data-testid="provisioning">
        <span className="spinner spinner-page" />
        <h2>{words.studio.provisioning}</h2>
        <p>{words.studio.provisioningHint}</p>
      </div>
    );
  }
  if (value.state === "failed") {
    return <div className="problem" role="alert" data-testid="provisioning-failed"><strong>{words.studio.provisioningFailed}</strong><p>{value.state_reason ?? words.problems.unknownDetail}</p></div>;
  }
  if (known === "revenue") return <RevenueSection channelId={value.id} />;
  if (known === "audience") return <AudienceSection channelId={value.id} />;
  if (known === "support") return <SupportSection channelId={value.id} />;
  if (known === "moderation") return <ModerationSection roomId={value.id} streamer />;
  return known === "library" ? <LibrarySection channel={value} /> : <BroadcastSection channel={value} />;
}
