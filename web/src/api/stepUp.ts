/**
 * Some acts ask for a proof of who is there that is minutes old. The screen registers how it asks; whoever needs the
 * proof meanwhile shares the one question, and goes on when it is answered.
 */
type Asker = () => Promise<boolean>;

let asker: Asker | null = null;
let open: Promise<boolean> | null = null;
let proofs = 0;

/** The screen says how it asks. Returns how to stop. */
export function answerStepUp(ask: Asker): () => void {
  asker = ask;
  return () => { if (asker === ask) asker = null; };
}

/** How many proofs were given in this page: a request sent before one of them need not ask for another. */
export const proofsGiven = (): number => proofs;
export const proofGiven = (): void => { proofs += 1; };

/** Ask, or wait for the question that is already on the screen. False where nobody asks, or the person declined. */
export function askStepUp(): Promise<boolean> {
  if (open) return open;
  if (!asker) return Promise.resolve(false);
  open = asker().catch(() => false).finally(() => { open = null; });
  return open;
}
