import { useQuery } from "@tanstack/react-query";
import type { TitleDetail } from "../api/contract";
import { isProblem } from "../api/problem";
import { title } from "../api/titles";
import { Lost } from "../app/lost";
import { usePageTitle } from "../app/page_title";
import { PageSkeleton } from "../app/page_skeleton";
import type { ReplayLog } from "../chat/replay_log";
import { ReplayPanel } from "../chat/replay_panel";
import { useReplay } from "../chat/use_replay";
import { DonationReturn } from "../money/donation_return";
import { SubscribedReturn } from "../plans/subscribed_return";
import { Rating } from "../taste/rating";
import { ProblemPanel } from "../ui/problem_panel";
import { useNow } from "../ui/use_now";
import { useFormats, useWords } from "../words";
import { About } from "./about";
import { MoreTitles } from "./more_titles";
import { NotYet } from "./not_yet";
import { TitleStage } from "./title_stage";
import "../home/home.css";
import "./watch.css";

const POLL_MS = 2500;

/** A replay, video, song or talk; also while it is still being made. */
export default function WatchTitle({ titleId }: { titleId: string }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ["title", titleId],
    queryFn: () => title(titleId),
    refetchInterval: (query) => (query.state.data && ["uploading", "processing"].includes(query.state.data.state) ? POLL_MS : false),
  });
  usePageTitle(data?.name);
  if (isPending) return <PageSkeleton />;
  if (!data) return isProblem(error) && error.status === 404 ? <Lost /> : <div className="page"><ProblemPanel error={error} retry={refetch} /></div>;
  return (
    <div className="page watch">
      <DonationReturn />
      <SubscribedReturn />
      <TitleTheatre data={data} />
      <MoreTitles channelId={data.channel_id} except={data.id} />
    </div>
  );
}

/** The stage, and beside the replay of a broadcast what was said in it. */
function TitleTheatre({ data }: { data: TitleDetail }) {
  const replay = useReplay(data);
  const talked = data.session_id !== null && data.state === "published";
  return (
    <div className={talked ? "theatre" : "theatre-alone"}>
      <Stage data={data} replay={replay} />
      {talked && <aside className="theatre-side">{replay && <ReplayPanel log={replay} />}</aside>}
    </div>
  );
}

function Stage({ data, replay }: { data: TitleDetail; replay: ReplayLog | null }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow(60_000);
  return (
    <section className="stage" aria-labelledby="title">
      {data.state === "published" ? <TitleStage title={data} replay={replay} /> : <NotYet title={data} />}
      <About title={data.name || words.common.untitled} channel={data.channel_name} channelId={data.channel_id} sessionId={data.session_id} owner={undefined}>
        <span className="badge">{words.home.kinds[data.type]}</span>
        {data.published_at && <time dateTime={data.published_at} title={formats.dateTime(data.published_at)}>{words.watch.published(formats.age(data.published_at, now))}</time>}
      </About>
      {data.state === "published" && <Rating key={data.id} titleId={data.id} />}
      {data.note && <p className="notice" data-testid="title-note"><strong>{words.watch.note}</strong> {data.note}</p>}
      {data.description && <p className="description" data-testid="description">{data.description}</p>}
    </section>
  );
}
