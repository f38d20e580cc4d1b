/** The id of the rules that are made of the user's own values; apart from them, since every run knows the name and few load them. */
export const knownValueRule = 'known-value';
