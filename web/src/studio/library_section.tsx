import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import type { ChannelSettings } from "../api/contract";
import { channelTitles } from "../api/titles";
import { ProblemPanel } from "../ui/problem_panel";
import { useWords } from "../words";
import { LibraryRow } from "./library_row";
import { UploadPanel } from "./upload_panel";

const BUSY_MS = 2500;
const CALM_MS = 15_000;

/** The channel's titles in every state, and the way to add one. */
export function LibrarySection({ channel }: { channel: ChannelSettings }) {
  const words = useWords();
  const client = useQueryClient();
  const key = ["mine", "titles", channel.id];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => channelTitles(channel.id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some((one) => one.state === "processing" || one.state === "uploading")) ? BUSY_MS : CALM_MS),
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const refresh = () => void client.invalidateQueries({ queryKey: key });
  return (
    <div className="library">
      <UploadPanel channelId={channel.id} onTitle={refresh} />
      <section className="stack" aria-labelledby="titles">
        <h2 id="titles">{words.library.titles}</h2>
        {list.isPending && <div className="skeleton channel-row-place" />}
        {list.isError && <ProblemPanel error={list.error} retry={list.refetch} />}
        {list.isSuccess && items.length === 0 && <div className="empty"><h3>{words.library.none}</h3><p>{words.library.noneHint}</p></div>}
        <ul className="stack-tight" data-testid="library">{items.map((one) => <LibraryRow key={one.id} item={one} refresh={refresh} />)}</ul>
        {list.hasNextPage && <div><button type="button" className="button button-plain" onClick={() => void list.fetchNextPage()}>{words.common.more}</button></div>}
      </section>
    </div>
  );
}
