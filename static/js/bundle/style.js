/** In the single file every style sheet is there from the start. */

export const bringStyle = async () => {};
