/** Intervals of a graph that an answer has at most: that of the server, too. */
export const MOST_INTERVALS = 4000;
