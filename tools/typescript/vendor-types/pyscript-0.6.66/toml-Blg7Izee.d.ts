export function parse(text: string): any;
