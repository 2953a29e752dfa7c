// Starts `firedrill lsp` of the workspace and connects VS Code to it. Everything else is the server's.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

/** @type {LanguageClient | undefined} */
let client;

async function start() {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (root === undefined) return;
  const configured = vscode.workspace.getConfiguration('firedrill').get('path');
  const candidates = [
    configured,
    join(root, 'node_modules', 'firedrill', 'bin', 'firedrill.js'),
    join(root, 'bin', 'firedrill.js'),
  ];
  const program = candidates.find((path) => typeof path === 'string' && path !== '' && existsSync(path));
  if (program === undefined) {
    void vscode.window.showWarningMessage(
      'firedrill is not installed in this workspace: npm install --save-dev firedrill',
    );
    return;
  }
  client = new LanguageClient(
    'firedrill',
    'firedrill',
    { command: 'node', args: [program, 'lsp', '--stdio'], options: { cwd: root } },
    {
      documentSelector: [{ scheme: 'file', language: 'yaml' }],
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.{yml,yaml,csv,conf,json}') },
    },
  );
  await client.start();
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand('firedrill.restart', async () => {
      await client?.stop();
      await start();
    }),
  );
  await start();
};

exports.deactivate = () => client?.stop();
