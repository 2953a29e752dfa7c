/** The workspace that the emulator of Resource Manager holds. */
export const WORKSPACE = {
  subscription: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspace: 'law-test',
};
