"""The real `yaml-language-server`, spoken to as an editor does: JSON-RPC, `Content-Length`, stdin and stdout."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What an editor's settings say of YAML: no catalogue of schemas from the network, so that what is seen is ours.
SETTINGS = {
    "validate": True,
    "hover": True,
    "completion": True,
    "schemaStore": {"enable": False},
    "kubernetesCRDStore": {"enable": False},
}
CAPABILITIES = {
    "workspace": {"configuration": True, "workspaceFolders": True},
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]}},
    },
}
CURSOR = "¦"  # where the cursor is, in a text that is given to `complete` and `hover`
_PATIENCE_S = 60


@dataclass(frozen=True)
class Diagnostic:
    """One squiggle: `line` from 1, the words under it, and what is said about them."""

    line: int
    text: str
    message: str


@dataclass(frozen=True)
class Completion:
    label: str
    inserts: str  # a snippet: `$1`, `${1:words}` are stops of the tab key
    documentation: str


class Editor:
    """A running server, and documents that are open in it."""

    def __init__(self, script: Path, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            ["node", str(script), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._last_id = self._opened = 0
        where = {"uri": folder.as_uri(), "name": "game"}
        start = {"processId": None, "rootUri": where["uri"], "workspaceFolders": [where], "capabilities": CAPABILITIES}
        self._ask("initialize", **start)
        self._tell("initialized")

    def close(self) -> None:
        self._ask("shutdown")
        self._tell("exit")
        self._process.wait(_PATIENCE_S)
        self._reader.join(_PATIENCE_S)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def diagnostics(self, text: str, folder: Path | None = None) -> list[Diagnostic]:
        """What is wrong with a manifest, in the order of its lines; `folder` is where it lies, if elsewhere."""
        uri = self._open(text, folder)
        found = self._await(lambda one: one.get("method") == _PUBLISHED and one["params"]["uri"] == uri)
        self._tell("textDocument/didClose", textDocument={"uri": uri})
        lines = text.splitlines()
        made = []
        for one in found["params"]["diagnostics"]:
            start, end = one["range"]["start"], one["range"]["end"]
            stop = end["character"] if end["line"] == start["line"] else None
            under = lines[start["line"]][start["character"] : stop] if start["line"] < len(lines) else ""
            made.append(Diagnostic(start["line"] + 1, under, one["message"]))
        return sorted(made, key=lambda one: one.line)

    def complete(self, text: str) -> dict[str, Completion]:
        """What is offered at the cursor, by label, in the order of an editor's list."""
        reply = self._at(text, "textDocument/completion")
        items = sorted(reply["items"], key=lambda one: one.get("sortText") or one["label"])
        made = [Completion(one["label"], _inserted(one), _words(one.get("documentation"))) for one in items]
        return {one.label: one for one in made}

    def hover(self, text: str) -> str:
        """What is shown over the word at the cursor, as Markdown."""
        reply = self._at(text, "textDocument/hover")
        return _words(reply["contents"]) if reply else ""

    # -- the protocol

    def _open(self, text: str, folder: Path | None = None) -> str:
        self._opened += 1  # each text is a document of its own, so that no late answer is taken for another's
        uri = ((folder or self._folder) / f"{self._opened}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", textDocument=document)
        return uri

    def _at(self, text: str, method: str) -> Any:
        before, _, after = text.partition(CURSOR)
        uri = self._open(before + after)
        line = before.count("\n")
        position = {"line": line, "character": len(before) - before.rfind("\n") - 1}
        reply = self._ask(method, textDocument={"uri": uri}, position=position)
        self._tell("textDocument/didClose", textDocument={"uri": uri})
        return reply

    def _ask(self, method: str, **params: Any) -> Any:
        self._last_id += 1
        wanted = self._last_id
        self._send({"id": wanted, "method": method, **({"params": params} if params else {})})
        reply = self._await(lambda one: one.get("id") == wanted and "method" not in one)
        assert "error" not in reply, reply["error"]
        return reply["result"]

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _await(self, wanted: Any) -> dict[str, Any]:
        """The next message that is wanted; what the server asks meanwhile is answered."""
        while True:
            message = self._messages.get(timeout=_PATIENCE_S)
            assert message is not None, "the server has gone"
            if "method" in message and "id" in message:
                asked = message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
                result = [SETTINGS if one["section"] == "yaml" else None for one in asked] or None
                self._send({"id": message["id"], "result": result})
            if wanted(message):
                return message

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while head := stream.readline():
            length = 0
            while head.strip():
                name, _, value = head.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                head = stream.readline()
            self._messages.put(json.loads(stream.read(length)))
        self._messages.put(None)


_PUBLISHED = "textDocument/publishDiagnostics"


def _inserted(item: dict[str, Any]) -> str:
    return str(item.get("textEdit", {}).get("newText") or item.get("insertText") or item["label"])


def _words(documentation: Any) -> str:
    return documentation["value"] if isinstance(documentation, dict) else documentation or ""
