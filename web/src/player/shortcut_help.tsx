import { Dialog } from "../ui/dialog";
import { useWords } from "../words";

export function ShortcutHelp({ live, close }: { live: boolean; close: () => void }) {
  const words = useWords();
  const { shortcuts, help } = words.player;
  const rows: [string[], string][] = [
    [["space", "k"], shortcuts.toggle], [["m"], shortcuts.mute], [["f"], shortcuts.fullscreen], [["←", "→"], shortcuts.seek], [["↑", "↓"], shortcuts.volume],
    ...(live ? [] : [[["1", "…", "9"], shortcuts.digits] as [string[], string]]), [["?"], shortcuts.help],
  ];
  return (
    <Dialog title={help} onClose={close} testId="shortcut-help">
      <dl className="keys">
        {rows.map(([keys, what]) => <div key={what}><dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{what}</dd></div>)}
      </dl>
      <div><button type="button" className="button button-plain" onClick={close}>{words.common.close}</button></div>
    </Dialog>
  );
}
