import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState, type RefObject } from "react";
import { useLocation, useNavigate } from "react-router";

import { useCameras } from "@/api/cameras";
import { useSession } from "@/api/session";
import { CameraStateBadge } from "@/ui/StateBadge";

import classes from "./CameraSearch.module.css";
import { placesFor } from "./places";
import { findCameras } from "./search";
import bar from "./TopBar.module.css";

/** Type a number, a name or a place; Enter opens the camera, or calls it onto the wall when the wall is open. */
export function CameraSearch({ input }: { input: RefObject<HTMLInputElement | null> }) {
  const [typed, setTyped] = useState("");
  const box = useCombobox({ onDropdownClose: () => { box.resetSelectedOption(); } });
  const cameras = useCameras().data ?? [];
  const permissions = useSession()?.permissions ?? [];
  const navigate = useNavigate();
  const onWall = useLocation().pathname.startsWith("/wall");
  const found = findCameras(cameras, typed);
  const words = typed.trim().toLowerCase();
  const places = words.length < 2 ? [] : placesFor(permissions).filter((place) => place.label.toLowerCase().includes(words));

  const go = (value: string) => {
    const [kind, rest] = [value.slice(0, 2), value.slice(2)];
    void navigate(kind === "p:" ? rest : onWall ? `/wall?call=${rest}` : `/cameras/${rest}`);
    setTyped("");
    box.closeDropdown();
    input.current?.blur();
  };

  return (
    <div className={bar["search"]} role="search">
      <Combobox store={box} onOptionSubmit={go} position="bottom-start" width="min(28rem, 92vw)" offset={6} withinPortal={false} middlewares={{ flip: false, shift: { padding: 8 } }}>
        <Combobox.Target>
          <TextInput
            ref={input} aria-label="Find a camera by number, name or place" placeholder="Find a camera" size="sm" autoComplete="off" spellCheck={false}
            leftSection={<IconSearch size={17} aria-hidden />} rightSection={<kbd aria-hidden>/</kbd>} value={typed}
            onChange={(event) => { setTyped(event.currentTarget.value); box.openDropdown(); box.selectFirstOption(); }}
            onFocus={() => { box.openDropdown(); }} onBlur={() => { box.closeDropdown(); }}
            onKeyDown={(event) => {
              if (event.key === "Escape") { setTyped(""); input.current?.blur(); }
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Options mah="min(60vh, 26rem)" style={{ overflowY: "auto" }} aria-label="Found">
            {found.map((camera) => (
              <Combobox.Option key={camera.id} value={`c:${camera.id}`} className={classes["option"] ?? ""}>
                <span className={classes["number"]}>{camera.number}</span>
                <span className={classes["name"]}>{camera.name}<span className={classes["site"]}>{camera.site_name}</span></span>
                <CameraStateBadge health={camera.health} compact={camera.health.state === "online"} />
              </Combobox.Option>
            ))}
            {places.map((place) => (
              <Combobox.Option key={place.path} value={`p:${place.path}`} className={classes["option"] ?? ""}>
                <span className={classes["number"]}><place.icon size={18} aria-hidden /></span>
                <span className={classes["name"]}>{place.label}</span>
              </Combobox.Option>
            ))}
            {found.length + places.length === 0 && <Combobox.Empty>No camera has that number, name or place.</Combobox.Empty>}
          </Combobox.Options>
          <Combobox.Footer className={classes["foot"] ?? ""}>{onWall ? "Enter calls the camera onto the wall" : "Enter opens the camera"}</Combobox.Footer>
        </Combobox.Dropdown>
      </Combobox>
    </div>
  );
}
