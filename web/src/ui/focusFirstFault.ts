/** After the faults are drawn, the first one gets the focus: a form may have scrolled past it. */
export function focusFirstFault(form: HTMLFormElement): void {
  requestAnimationFrame(() => { form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(); });
}
