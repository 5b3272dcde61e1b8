import { useEffect, useRef, type ReactNode } from "react";
import { NavLink, useLocation } from "react-router";

import { useSession } from "@/api/session";
import { Page } from "@/ui/Page";

import { tabsFor } from "../tabs";
import classes from "./PlatesPage.module.css";

interface PlatesPageProps { title: string; lead?: ReactNode; actions?: ReactNode; fill?: boolean; children: ReactNode }

/** Every screen of plates: the page, and the way to the other ones. */
export function PlatesPage({ children, fill = false, ...page }: PlatesPageProps) {
  const tabs = tabsFor(useSession()?.permissions ?? []);
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the tabs run off the side: where one is stays in sight.
  useEffect(() => { nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ inline: "center", block: "nearest" }); }, [pathname]);
  return (
    <Page {...page} fill={fill}>
      <nav ref={nav} className={classes["tabs"]} aria-label="Plates" data-fill={fill || undefined}>
        {tabs.map((tab) => <NavLink key={tab.path} to={tab.path}>{tab.label}</NavLink>)}
      </nav>
      {children}
    </Page>
  );
}
