import type { RoomSettings } from "../../api/moderation";
import { useWords } from "../../words";
import { ModeratorsForm } from "./moderators_form";
import { RulesForm } from "./rules_form";
import { SharingForm } from "./sharing_form";
import { TermsForm } from "./terms_form";

/** A form each, so that a failure of one loses nothing of another. */
export function RoomSettingsPart({ roomId, settings, streamer }: { roomId: string; settings: RoomSettings; streamer: boolean }) {
  const words = useWords().moderation.settings;
  return (
    <div className="moderation-forms">
      <RulesForm roomId={roomId} rules={settings.rules} />
      <TermsForm roomId={roomId} terms={settings.terms} />
      <ModeratorsForm roomId={roomId} moderators={settings.moderators} streamer={streamer} />
      <SharingForm roomId={roomId} settings={settings} streamer={streamer} />
      {!streamer && <p className="small soft">{words.onlyStreamer}</p>}
    </div>
  );
}
