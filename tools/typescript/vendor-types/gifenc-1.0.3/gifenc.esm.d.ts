type Palette = number[][];
export function GIFEncoder(): {
  writeFrame(
    index: Uint8Array,
    width: number,
    height: number,
    options: { palette: Palette; delay: number; repeat?: number },
  ): void;
  finish(): void;
  bytes(): Uint8Array<ArrayBuffer>;
};
export function quantize(rgba: Uint8ClampedArray, colours: number, options?: { format?: string }): Palette;
export function applyPalette(rgba: Uint8ClampedArray, palette: Palette, format?: string): Uint8Array;
