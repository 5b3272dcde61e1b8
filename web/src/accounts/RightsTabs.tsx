import { NavLink } from "react-router";

import { useCan } from "@/api/session";

import classes from "./Rights.module.css";

/** The four screens of who may look at what: users, groups, purposes, broken glass. */
export function RightsTabs() {
  const manages = useCan("users.manage");
  const reviews = useCan("rights.review");
  return (
    <nav className={classes["tabs"]} aria-label="Rights">
      {manages && (
        <>
          <NavLink to="/users" end>Users</NavLink>
          <NavLink to="/users/groups">Camera groups</NavLink>
          <NavLink to="/users/purposes">Purposes</NavLink>
        </>
      )}
      {reviews && <NavLink to="/break-glass">Broken glass</NavLink>}
    </nav>
  );
}
