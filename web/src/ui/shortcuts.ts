/**
 * Keys that do things. Every key is registered here, so that `?` can list what works on the screen at hand,
 * single letters can be switched off (WCAG 2.1.4), and nothing fires while somebody is typing.
 */
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Shortcut {
  /** KeyboardEvent.key, in lower case for letters: "r", "?", "/", "Escape", "ArrowLeft". With "mod+k" Ctrl or Cmd; "mod+alt+l". */
  key: string;
  label: string;
  run: (event: KeyboardEvent) => void;
  /** How the key is written in the list, where that differs. */
  shown?: string;
  /** Works while a dialog is open, too. */
  always?: boolean;
}
export interface ShortcutGroup { name: string; items: readonly Shortcut[] }

const STORE_KEY = "beadle.single-keys";
const groups = new Set<{ current: ShortcutGroup }>();
const watchers = new Set<() => void>();
let snapshot: readonly { current: ShortcutGroup }[] = [];
let singleKeys = readSetting();

function readSetting(): boolean {
  try {
    return window.localStorage.getItem(STORE_KEY) !== "off";
  } catch {
    return true;
  }
}
function changed(): void {
  snapshot = [...groups];
  for (const tell of watchers) tell();
}
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => { watchers.delete(watcher); };
};

export function setSingleKeys(on: boolean): void {
  singleKeys = on;
  try {
    window.localStorage.setItem(STORE_KEY, on ? "on" : "off");
  } catch {
    // Private windows may refuse storage: the choice then lasts for this page.
  }
  changed();
}
export const useSingleKeys = (): boolean => useSyncExternalStore(watch, () => singleKeys);
/** What works on the screen at hand, for the list under `?`. */
export const useShortcutGroups = (): readonly ShortcutGroup[] =>
  useSyncExternalStore(watch, () => snapshot).map((one) => one.current);

/** Is the person typing into something? */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Space, Enter and arrows belong to a control that has the focus and uses them itself. */
function usedByControl(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof Element)) return false;
  if (name === " " || name === "Enter") return target.closest("button, a[href], summary, input, [role=button], [role=option], [role=tab]") !== null;
  if (!name.startsWith("Arrow") && name !== "Home" && name !== "End") return false;
  return target.closest("input, [role=slider], [role=tablist], [role=listbox], [role=menu], [role=grid], [role=application], [data-own-arrows]") !== null;
}

const nameOf = (event: KeyboardEvent): string => {
  // With Alt many keyboards write another letter, so there the key's place counts.
  if ((event.ctrlKey || event.metaKey) && event.altKey) return `mod+alt+${event.code.replace(/^Key/, "").toLowerCase()}`;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key}` : event.altKey ? `alt+${key}` : key;
};

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  if (isTyping(event.target) && !name.startsWith("mod+")) return;
  if (usedByControl(event.target, name)) return;
  const inDialog = document.querySelector('[role="dialog"][aria-modal="true"], dialog[open]') !== null;
  if (name.length === 1 && !singleKeys && name !== "?") return;
  for (const group of [...groups].reverse()) {
    const found = group.current.items.find((item) => item.key === name);
    if (found && (!inDialog || found.always === true || name === "?")) {
      event.preventDefault();
      found.run(event);
      return;
    }
  }
}

/** Register keys for as long as the component is mounted. Later groups win over earlier ones. */
export function useShortcuts(items: readonly Shortcut[], name: string): void {
  const held = useRef<ShortcutGroup>({ name, items });
  useEffect(() => {
    held.current = { name, items };
  });
  useEffect(() => {
    groups.add(held);
    if (groups.size === 1) window.addEventListener("keydown", onKey);
    changed();
    return () => {
      groups.delete(held);
      if (groups.size === 0) window.removeEventListener("keydown", onKey);
      changed();
    };
  }, []);
}
