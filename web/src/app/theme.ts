import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** Night ink: the blue-black that a control room is dark with. 0 is text, 7 the canvas. */
const dark: MantineColorsTuple = [
  "#dde4ef", "#b9c4d6", "#9aa7bd", "#8492aa", "#36425a", "#283349", "#1c2536", "#121929", "#0d1320", "#080d17",
];
/** Coat blue: the one colour of things that can be pressed. */
const coat: MantineColorsTuple = [
  "#eef3ff", "#dce6fe", "#bccffa", "#97b3f6", "#7a9cf1", "#6389ea", "#4f77de", "#3a60c8", "#2e50ad", "#223f8f",
];
const sans = '"Atkinson Hyperlegible Next Variable", system-ui, sans-serif';
const mono = '"Atkinson Hyperlegible Mono Variable", ui-monospace, monospace';

export const theme = createTheme({
  colors: { dark, coat },
  primaryColor: "coat",
  primaryShade: { light: 7, dark: 7 },
  white: "#ffffff",
  black: "#161d2b",
  fontFamily: sans,
  fontFamilyMonospace: mono,
  headings: {
    fontFamily: sans,
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.25" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.3" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.35" },
    },
  },
  fontSizes: { xs: "0.8125rem", sm: "0.875rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
  lineHeights: { xs: "1.35", sm: "1.4", md: "1.45", lg: "1.5", xl: "1.5" },
  defaultRadius: "sm",
  radius: { xs: "3px", sm: "5px", md: "8px", lg: "12px", xl: "18px" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.375rem", xl: "2rem" },
  cursorType: "pointer",
  autoContrast: true,
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 350, events: { hover: true, focus: true, touch: true } } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.6 } } },
    ActionIcon: { defaultProps: { variant: "subtle", size: "lg" } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: "sm" } },
    Alert: { defaultProps: { variant: "outline" } },
    Select: { defaultProps: { allowDeselect: false, checkIconPosition: "right" } },
    Anchor: { defaultProps: { underline: "always" } },
  },
});

/** Mantine's own variables, bent to ours so that there is one palette (palette.css holds it). */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  dark: {
    "--mantine-color-body": "var(--b-bg)",
    "--mantine-color-text": "var(--b-text)",
    "--mantine-color-dimmed": "var(--b-dim)",
    "--mantine-color-default": "var(--b-raised)",
    "--mantine-color-default-hover": "var(--b-hover)",
    "--mantine-color-default-border": "var(--b-control-line)",
    "--mantine-color-placeholder": "var(--b-dim)",
    "--mantine-color-anchor": "var(--b-accent)",
    "--mantine-color-error": "var(--b-bad)",
  },
  light: {
    "--mantine-color-body": "var(--b-bg)",
    "--mantine-color-text": "var(--b-text)",
    "--mantine-color-dimmed": "var(--b-dim)",
    "--mantine-color-default": "var(--b-raised)",
    "--mantine-color-default-hover": "var(--b-hover)",
    "--mantine-color-default-border": "var(--b-control-line)",
    "--mantine-color-placeholder": "var(--b-dim)",
    "--mantine-color-anchor": "var(--b-accent)",
    "--mantine-color-error": "var(--b-bad)",
  },
});
