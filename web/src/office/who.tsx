import { useMe } from "../app/session";
import { useWords } from "../words";

const SHOWN = 8; // characters of an id that tell people apart

/** Somebody of the office: oneself in words, others by the beginning of their id. */
export function Who({ id }: { id: string }) {
  const { office } = useWords();
  const me = useMe().data?.value.user_id;
  return id === me ? <strong>{office.you}</strong> : <code title={id}>{id.slice(0, SHOWN)}</code>;
}
