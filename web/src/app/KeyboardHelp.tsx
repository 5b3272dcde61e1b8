import { Kbd, Switch } from "@mantine/core";

import { Dialog } from "@/ui/Dialog";
import { setSingleKeys, useShortcutGroups, useSingleKeys, type ShortcutGroup } from "@/ui/shortcuts";

import classes from "./KeyboardHelp.module.css";

const NAMES: Record<string, string> = {
  ArrowLeft: "Left", ArrowRight: "Right", ArrowUp: "Up", ArrowDown: "Down", " ": "Space", Escape: "Esc", PageUp: "Page up", PageDown: "Page down",
};
const written = (key: string): string => {
  const last = key.split("+").at(-1) ?? key;
  const name = NAMES[last] ?? (last.length === 1 ? last.toUpperCase() : last);
  return key.startsWith("mod+") ? `Ctrl ${name}` : key.startsWith("alt+") ? `Alt ${name}` : name;
};

/** One list for each name, whoever registered it; the most particular screen first. */
function listed(groups: readonly ShortcutGroup[]): ShortcutGroup[] {
  const names = [...new Set([...groups].reverse().map((group) => group.name))];
  return names.map((name) => ({ name, items: groups.filter((group) => group.name === name).flatMap((group) => group.items) }));
}

/** What the keys do on the screen at hand; the most particular screen first. */
export function KeyboardHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const groups = useShortcutGroups();
  const single = useSingleKeys();
  return (
    <Dialog opened={opened} onClose={onClose} title="Keys that work here" size="lg">
      <div className={classes["groups"]}>
        {listed(groups).map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h3 className={classes["name"]}>{group.name}</h3>
            <dl className={classes["list"]}>
              {group.items.filter((item) => item.label !== "").map((item) => (
                <div key={item.key} className={classes["row"]}>
                  <dt><Kbd>{item.shown ?? written(item.key)}</Kbd></dt>
                  <dd>{item.label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch mt="lg" checked={single} onChange={(event) => { setSingleKeys(event.currentTarget.checked); }}
        label="Single letters work as keys" description="Switch this off if you speak to the computer or a key is pressed by mistake." />
    </Dialog>
  );
}
