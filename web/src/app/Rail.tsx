import { Menu, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconDots } from "@tabler/icons-react";
import { Link, NavLink, useLocation } from "react-router";

import type { Permission } from "@/api/types";

import { placesFor, type Place } from "./places";
import classes from "./Rail.module.css";

const ON_A_PHONE = 4;

function RailLink({ place }: { place: Place }) {
  return (
    <NavLink to={place.path} className={classes["link"] ?? ""}>
      <place.icon size={22} stroke={1.6} aria-hidden />
      <span>{place.label}</span>
    </NavLink>
  );
}

function MorePlaces({ places }: { places: readonly Place[] }) {
  const { pathname } = useLocation();
  const here = places.some((place) => pathname.startsWith(place.path));
  return (
    <Menu position="top-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes["link"] ?? ""} data-here={here || undefined}>
          <IconDots size={22} stroke={1.6} aria-hidden />
          <span>More</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {places.map((place) => (
          <Menu.Item key={place.path} component={Link} to={place.path} leftSection={<place.icon size={18} aria-hidden />} py="sm">{place.label}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The places one may go: a rail on the left, a bar at the bottom of a phone. */
export function Rail({ permissions }: { permissions: readonly Permission[] }) {
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const places = placesFor(permissions);
  const direct = narrow && places.length > ON_A_PHONE + 1 ? places.slice(0, ON_A_PHONE) : places;
  const rest = places.slice(direct.length);
  return (
    <nav className={classes["rail"]} aria-label="Places">
      {direct.map((place) => <RailLink key={place.path} place={place} />)}
      {rest.length > 0 && <MorePlaces places={rest} />}
    </nav>
  );
}
