/** Beadle's mark: the watch lantern on its staff. Decorative; the name stands beside it. */
export function Lantern({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <g fill="none" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" strokeLinejoin="round">
        <path d="M16 2v3" />
        <path d="M9.8 10.6 16 5l6.2 5.6" />
        <path d="M8.6 10.6h14.8" />
        <path d="M10.4 10.6 11.8 22h8.4l1.4-11.4" />
        <path d="M10 22h12" />
        <path d="M16 22v8" />
      </g>
      <path d="M16 12.6c1.7 1.9 2.6 3.2 2.6 4.5a2.6 2.6 0 0 1-5.2 0c0-1.3.9-2.6 2.6-4.5Z" fill="currentColor" />
    </svg>
  );
}
