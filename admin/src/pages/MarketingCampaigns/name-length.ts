/** Longest name of a marketing campaign, as the server takes it. */
export const NAME_LENGTH = 255;
