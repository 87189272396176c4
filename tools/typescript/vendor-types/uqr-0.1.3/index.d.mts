export function encode(
  text: string,
  options?: { ecc?: "L" | "M" | "Q" | "H"; maxVersion?: number; border?: number },
): { size: number; version: number; data: boolean[][] };
