/** A complaint about what the user gave the tuner: a file, a word, an address. The message is all that is shown. */
export class InputError extends Error {}
