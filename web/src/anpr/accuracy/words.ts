/** "98.6 %": one decimal, as the margin allows no more. Pure. */
export const tenths = (share: number): string => `${(share * 100).toFixed(1)} %`;
