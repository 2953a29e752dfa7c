/** A place in an EVTX file that cannot be read. The reader reports it and goes on behind it. */
export class MalformedRecord extends Error {}
