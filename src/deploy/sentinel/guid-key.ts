/** Names of resources have no case; we write those that are GUIDs in lower case. */
export const guidKey = (name: string): string =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name) ? name.toLowerCase() : name;
