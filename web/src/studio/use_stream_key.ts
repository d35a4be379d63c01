import { useCallback, useRef, useState } from "react";
import { revealKey, rotateKey } from "../api/channels";
import { isProblem } from "../api/problem";

const STEP_UP = "step_up_required";

interface StreamKey {
  key: string | null;
  error: unknown;
  /** True while the page must ask for the password; `repeat` then does what was refused. */
  stepUp: boolean;
  reveal: () => Promise<string | null>;
  rotate: () => Promise<string | null>;
  hide: () => void;
  repeat: () => Promise<void>;
  giveUp: () => void;
}

/** The stream key of a channel: fetched only when asked for, and forgotten when hidden or when the page goes. */
export function useStreamKey(channelId: string): StreamKey {
  const [key, setKey] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [stepUp, setStepUp] = useState(false);
  const refused = useRef<{ call: () => Promise<string>; settle: (key: string | null) => void } | null>(null);

  const ask = useCallback(async (call: () => Promise<string>): Promise<string | null> => {
    setError(null);
    try {
      const found = await call();
      setKey(found);
      return found;
    } catch (failure) {
      if (!isProblem(failure, STEP_UP)) {
        setError(failure);
        return null;
      }
      setStepUp(true);
      return new Promise((settle) => {
        refused.current = { call, settle };
      });
    }
  }, []);
  const reveal = useCallback(() => ask(async () => (await revealKey(channelId)).stream_key), [ask, channelId]);
  const rotate = useCallback(() => ask(async () => (await rotateKey(channelId)).stream_key), [ask, channelId]);
  const end = useCallback((found: string | null) => {
    refused.current?.settle(found);
    refused.current = null;
    setStepUp(false);
  }, []);
  const repeat = useCallback(async () => {
    if (refused.current === null) return;
    const found = await refused.current.call();
    setKey(found);
    end(found);
  }, [end]);
  return { key, error, stepUp, reveal, rotate, hide: () => setKey(null), repeat, giveUp: () => end(null) };
}
