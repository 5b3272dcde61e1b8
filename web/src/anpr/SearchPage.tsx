import { useMutation } from "@tanstack/react-query";
import { useMediaQuery } from "@mantine/hooks";
import { IconShieldSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { readSearch, useRunSearch } from "@/api/plates";
import type { Search } from "@/api/platesTypes";
import { useSession } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";

import { tidy } from "./plate/text";
import { Earlier } from "./search/Earlier";
import { hasWild, wishOf, type SearchDraft } from "./search/form";
import { START_NEAR } from "./search/near";
import { NearMap } from "./search/NearMap";
import { Results } from "./search/Results";
import classes from "./search/Search.module.css";
import { SearchForm } from "./search/SearchForm";
import { draftOf, lastDays, upToNow } from "./ui/authority";
import { PlatesPage } from "./ui/PlatesPage";
import { useIntoView } from "./ui/useIntoView";

const USUAL_DAYS = 7;
/** From there on the answer stands below the form: as in Search.module.css. */
const NARROW = "(max-width: 75em)";

/** Reads of the past, for a purpose and a case, asked for by somebody. */
export default function SearchPage() {
  const session = useSession();
  const [params] = useSearchParams();
  const [draft, setDraft] = useState<SearchDraft>(() => {
    const plate = tidy(params.get("plate") ?? "");
    return { plate, mode: hasWild(plate) ? "partial" : "exact", ...lastDays(USUAL_DAYS, Date.now()), where: "all", cameras: [], near: START_NEAR, why: draftOf(session) };
  });
  const [found, setFound] = useState<Search | null>(null);
  const run = useRunSearch();
  const look = useMutation({ mutationFn: readSearch, onSuccess: setFound });
  const answer = useIntoView<HTMLDivElement>(found?.id);
  const [opened] = useState(draft.until ?? "");
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const start = () => { run.mutate(wishOf(upToNow(draft, opened, Date.now())), { onSuccess: setFound }); };
  const more = () => {
    const last = found?.results.at(-1)?.read.id;
    if (!found || last === undefined) return;
    const { plate, mode, since, until, camera_ids, near, requester, purpose_id, case_reference } = found;
    run.mutate({ plate, mode, since, until, camera_ids, near, requester, purpose_id, case_reference, limit: 100, before: last }, {
      onSuccess: (next) => { setFound({ ...next, results: [...found.results, ...next.results] }); },
    });
  };
  return (
    <PlatesPage title="Search for a plate" lead="Each with a purpose, a case and somebody who asked. It stands in the audit log before any result.">
      <div className={classes["page"]}>
        <SearchForm draft={draft} busy={run.isPending} narrow={narrow} onChange={setDraft} onRun={start} />
        <div className={classes["answer"]}>
          {draft.where === "near" && !narrow && <NearMap value={draft.near} onChange={(near) => { setDraft({ ...draft, near }); }} />}
          <div ref={answer} aria-live="polite" aria-busy={run.isPending}>
            {run.isError && <ErrorNote error={run.error} what="Nothing was searched" />}
            {look.isError && <ErrorNote error={look.error} what="The results were not fetched" />}
            {found ? <Results key={found.id} search={found} onMore={more} busy={run.isPending} /> : !run.isError && (
              <EmptyState icon={IconShieldSearch} title="Nothing searched yet">Give the plate and the reason on the left. Reads are kept for a limited time, and then deleted.</EmptyState>
            )}
          </div>
        </div>
      </div>
      <Earlier onLook={(search) => { look.mutate(search.id); }} busy={look.isPending ? look.variables : null} />
    </PlatesPage>
  );
}
